import { useEffect, useId, useRef, useState, type FormEvent } from 'react'
import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { submit } from '../../store/evolve'
import { ConfirmButton } from '../ConfirmButton'
import { Sheet } from '../Sheet'
import { drafts, dropDraft, EXAMPLE, freeName, keepDraft, renamed, type Draft } from './drafts'
import { SourceField } from './SourceField'
import { useVet, type Vetted } from './useVet'

/**
 * A person writes a trait, which goes through vet, trial and canary like one written by a model. The draft is kept,
 * whatever happens.
 */
export function Write({ first, close }: { first?: Draft; close: () => void }) {
  const [draft, setDraft] = useState<Draft>(() => first ?? drafts()[0] ?? EXAMPLE)
  const [trial, setTrial] = useState(true)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState('')
  const saved = useRef(draft.name)
  const vetted = useVet(draft.source, draft.name, true)
  const fields = [useId(), useId(), useId()]
  const field = useRef<{ goTo(line: number): void }>(null)
  useEffect(() => {
    keepDraft(draft, saved.current)
    saved.current = draft.name
  }, [draft])
  const change = (next: Draft) => {
    setRefused('')
    setDraft(next)
  }
  const open = (next: Draft) => {
    saved.current = next.name
    change(next)
  }
  const send = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    const { id, why } = await submit(draft.source, draft.name, trial, 'written by hand')
    setBusy(false)
    if (!id) return setRefused(why)
    close()
    go({ ...HOME, cycle: id })
  }
  const others = drafts().filter((d) => d.name !== draft.name)
  return (
    <Sheet title="Write a trait" close={close} wide>
      <form className="write" onSubmit={send}>
        <p>A cycle checks your trait, tries it in copies of the world if you like, and watches it in the world, as it does with a model’s. This browser keeps your draft.</p>
        <div className="row">
          <label htmlFor={fields[0]}>Name (also the name of its package)</label>
          <input id={fields[0]} value={draft.name} pattern="[a-z][a-z0-9_]{1,47}" required title="2 to 48 lower-case letters, digits and _, starting with a letter"
            onChange={(e) => change({ name: e.target.value, source: renamed(draft.source, e.target.value) })} />
          {others.length > 0 && (
            <select aria-label="Open another draft" value="" onChange={(e) => open(others.find((d) => d.name === e.target.value) ?? draft)}>
              <option value="">other drafts</option>
              {others.map((d) => <option key={d.name}>{d.name}</option>)}
            </select>
          )}
          <ConfirmButton confirm="Throw it away?" act={() => {
            dropDraft(draft.name)
            open({ ...EXAMPLE, name: freeName(EXAMPLE.name), source: renamed(EXAMPLE.source, freeName(EXAMPLE.name)) })
          }}>Start over</ConfirmButton>
        </div>
        <label htmlFor={fields[1]} id={fields[2]}>Go source</label>
        <SourceField ref={field} id={fields[1]} labelledBy={fields[2]} value={draft.source} problems={vetted.state === 'problems' ? vetted.problems : []}
          change={(source) => change({ ...draft, source })} />
        <VetSays vetted={vetted} goTo={(line) => field.current?.goTo(line)} />
        <label className="check"><input type="checkbox" checked={trial} onChange={(e) => setTrial(e.target.checked)} /> Try it in copies of the world first</label>
        {refused && <p className="failing slim" role="alert"><b>It was not started.</b> {refused}</p>}
        <button className="primary" disabled={busy}>{busy ? 'Starting…' : trial ? 'Try it' : 'Bring it into the world'}</button>
      </form>
    </Sheet>
  )
}

/** All problems that vet found, each with a link to its line. */
function VetSays({ vetted, goTo }: { vetted: Vetted; goTo: (line: number) => void }) {
  return (
    <div className="vet-says" aria-live="polite" data-testid="vet">
      {vetted.state === 'asking' && <p className="quiet">Checking…</p>}
      {vetted.state === 'unavailable' && <p className="quiet">{vetted.why}</p>}
      {vetted.state === 'ok' && <p className="good">✓ Vet found no problems.</p>}
      {vetted.state === 'problems' && (
        <>
          <p className="bad">✕ Vet finds {vetted.problems.length + vetted.more === 1 ? 'one problem' : `${vetted.problems.length + vetted.more} problems`}:</p>
          <ul className="problems">
            {vetted.problems.map((p, i) => (
              <li key={i}>
                {p.line > 0 && <button type="button" className="link" onClick={() => goTo(p.line)}>line {p.line}</button>} {p.message}
                {p.advice && <span className="advice"> {p.advice}</span>}
              </li>
            ))}
            {vetted.more > 0 && <li>and {vetted.more} more</li>}
          </ul>
        </>
      )}
      {'mends' in vetted && vetted.mends.length > 0 && <p className="quiet">Mended by itself: {vetted.mends.join('; ')}.</p>}
    </div>
  )
}
