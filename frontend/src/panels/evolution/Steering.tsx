import { useId, useState, type FormEvent } from 'react'
import { approve, cancel, hint, rerun, rollback, veto } from '../../store/evolve'
import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { useGenesis } from '../../store/store'
import type { Cycle } from '../../wire/types'
import { ConfirmButton } from '../ConfirmButton'

/**
 * What a person can do with a cycle: give a hint to, approve, veto or cancel a running one; rerun an ended one or roll
 * it back.
 */
export function Steering({ cycle }: { cycle: Cycle }) {
  return cycle.outcome ? <Ended cycle={cycle} /> : <Running cycle={cycle} />
}

function Running({ cycle }: { cycle: Cycle }) {
  const [text, setText] = useState('')
  const field = useId()
  const send = async (e: FormEvent) => {
    e.preventDefault()
    if (text.trim() && (await hint(cycle.id, text.trim()))) setText('')
  }
  return (
    <div className="steering">
      <form className="row" onSubmit={send}>
        <label htmlFor={field} className="visually-hidden">Hint for the coder</label>
        <input id={field} value={text} maxLength={500} placeholder="A hint for the coder" onChange={(e) => setText(e.target.value)} />
        <button className="small-button" disabled={!text.trim()}>Hint</button>
      </form>
      <div className="row">
        {cycle.stage === 'approval' && <Approve id={cycle.id} />}
        <ConfirmButton confirm="Veto it" act={() => veto(cycle.id)}>Veto</ConfirmButton>
        <ConfirmButton confirm="Cancel it" act={() => cancel(cycle.id)}>Cancel</ConfirmButton>
      </div>
    </div>
  )
}

/** Approves a change. A second press does not send a second approval. */
function Approve({ id }: { id: string }) {
  const [busy, setBusy] = useState(false)
  const press = async () => {
    setBusy(true)
    await approve(id)
    setBusy(false)
  }
  return <button className="small-button good" disabled={busy} onClick={() => void press()}>Approve</button>
}

const STAGES = ['observe', 'plan', 'code', 'vet', 'trial'] as const

function Ended({ cycle }: { cycle: Cycle }) {
  const [from, setFrom] = useState<string>('plan')
  const [busy, setBusy] = useState(false)
  const again = async () => {
    setBusy(true)
    const id = await rerun(cycle.id, from)
    setBusy(false)
    if (id) go({ ...HOME, cycle: id })
  }
  const live = useGenesis((s) => s.mutations.find((m) => cycle.mutation_ids?.includes(m.id) && (m.status === 'applied' || m.status === 'canary')))
  return (
    <div className="steering">
      <div className="row">
        <select aria-label="Run again from" value={from} onChange={(e) => setFrom(e.target.value)}>
          {STAGES.map((s) => <option key={s} value={s}>from {s}</option>)}
        </select>
        <button className="small-button" disabled={busy} onClick={() => void again()}>Run again</button>
        {live && <ConfirmButton confirm="Take it out of the world" act={() => rollback(live.id)}>Roll back</ConfirmButton>}
      </div>
    </div>
  )
}
