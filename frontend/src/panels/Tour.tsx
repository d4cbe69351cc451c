import { useState } from 'react'
import { remember } from './prefs'
import { Sheet } from './Sheet'

const STEPS: { title: string; text: string }[] = [
  {
    title: 'A world of creatures',
    text: 'Each drop in the picture is a molbot. It looks for food, spends energy to move, breeds, and dies. Click one to see what it is made of; the picture follows it.',
  },
  {
    title: 'Their behaviour is code',
    text: 'What a molbot does is decided by its traits: small programs in Go. Under “Traits” you can read every one of them and see who bears it.',
  },
  {
    title: 'The world rewrites that code',
    text: 'When something goes wrong, such as hunger, a model plans a change and writes a new trait. Copies of the world show whether it helps. Only then do newborns get it. Under “Evolution” you can watch each of these cycles.',
  },
  {
    title: 'You can take part',
    text: 'Press “Evolve” to start a cycle, approve or veto a change, write a trait yourself, or change the weather under “Controls”. Words with a dotted line explain themselves, and “?” has the rest.',
  },
]

/** A tour in four steps for the first visit. */
export function Tour({ close }: { close: () => void }) {
  const [at, setAt] = useState(0)
  const done = () => {
    remember('toured', 'yes')
    close()
  }
  const step = STEPS[at]
  const last = at === STEPS.length - 1
  return (
    <Sheet title={step.title} close={done}>
      <div className="tour">
        <p aria-live="polite">{step.text}</p>
        <p className="answers">
          <span className="meta">{at + 1} of {STEPS.length}</span>
          {at > 0 ? <button className="small-button" onClick={() => setAt(at - 1)}>Back</button> : <button className="small-button" onClick={done}>Skip</button>}
          <button className="primary" onClick={() => (last ? done() : setAt(at + 1))} autoFocus>{last ? 'Watch the world' : 'Next'}</button>
        </p>
      </div>
    </Sheet>
  )
}
