import { useId, useState, type FormEvent } from 'react'
import { submit } from '../../store/evolve'
import { Sheet } from '../Sheet'

const FIRST = `package scavenger

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs once a tick on each bearer.
func Execute(m *trait.Molbot) {
	if m.Energy() > 0.8*m.MaxEnergy() {
		return
	}
	if food, ok := m.NearestFood(80); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}
`

/** A person writes a trait; it goes through vet, trial and canary as those of a model do. */
export function Write({ close }: { close: () => void }) {
  const [name, setName] = useState('scavenger')
  const [source, setSource] = useState(FIRST)
  const [trial, setTrial] = useState(true)
  const [busy, setBusy] = useState(false)
  const fields = [useId(), useId()]
  const send = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    const id = await submit(source, name, trial, 'written by hand')
    setBusy(false)
    if (id) close()
  }
  return (
    <Sheet title="Write a trait" close={close} wide>
      <form className="write" onSubmit={send}>
        <p>A cycle vets it, tries it in forks of the world if you like, and watches it as a canary, as it does with what a model writes.</p>
        <label htmlFor={fields[0]}>Name, which is also its package</label>
        <input id={fields[0]} value={name} pattern="[a-z][a-z0-9_]{1,47}" required title="small letters, digits and _" onChange={(e) => {
          setSource(source.replace(/^package \w+/m, `package ${e.target.value}`))
          setName(e.target.value)
        }} />
        <label htmlFor={fields[1]}>Go source</label>
        <textarea id={fields[1]} value={source} rows={18} wrap="off" spellCheck={false} required maxLength={32768} onChange={(e) => setSource(e.target.value)} />
        <label className="check"><input type="checkbox" checked={trial} onChange={(e) => setTrial(e.target.checked)} /> Try it in forks of the world first</label>
        <button className="primary" disabled={busy}>{busy ? 'Vetting…' : trial ? 'Try it' : 'Bring it into the world'}</button>
      </form>
    </Sheet>
  )
}
