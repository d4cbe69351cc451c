import { useEffect, useRef } from 'react'
import { codeSoFar } from '../../store/cycle'
import type { Draft } from '../../wire/types'
import { Code } from '../Source'

/** What the model is writing, as it writes it. The newest line stays in view. */
export function Writing({ draft }: { draft: Draft }) {
  const box = useRef<HTMLDivElement>(null)
  const text = draft.step === 'code' ? codeSoFar(draft.text) : draft.text
  useEffect(() => {
    const pre = box.current?.querySelector('pre')
    if (pre) pre.scrollTop = pre.scrollHeight
  }, [text])
  return (
    <section aria-label="Program being written">
      <p className="writing">
        <span className="lamp" /> {draft.model} writes {draft.step === 'plan' ? 'a plan' : `program ${draft.attempt}`} <small>{text.length} characters</small>
      </p>
      <figure className="source typing" ref={box}><Code source={text} /></figure>
    </section>
  )
}
