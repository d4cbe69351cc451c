import { useId, useState, type FormEvent } from 'react'
import { go } from '../../route/navigate'
import { trigger } from '../../store/evolve'
import type { Cycle } from '../../wire/types'
import { cycleNumber } from '../format'
import { Icon } from '../Icon'
import { Term } from '../Term'

/** Starts a cycle, with a reason. */
export function Trigger({ running }: { running?: Cycle }) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const field = useId()
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    const id = await trigger(reason.trim())
    setBusy(false)
    if (!id) return
    setReason('')
    go({ cycle: id })
  }
  return (
    <form className="trigger" onSubmit={submit}>
      <label htmlFor={field}>Start an evolution <Term name="cycle" /></label>
      <div className="row">
        <input id={field} value={reason} maxLength={500} placeholder="What should change? (optional)" aria-label="Start an evolution cycle: what should change?"
          onChange={(e) => setReason(e.target.value)} />
        <button className="primary" disabled={busy} data-testid="force">
          <Icon name="spark" size={16} /> {busy ? 'Starting…' : 'Evolve'}
        </button>
      </div>
      {running && <p className="hint">Cycle <button type="button" className="link" onClick={() => go({ cycle: running.id })}>{cycleNumber(running.id)}</button> is running; only one runs at a time.</p>}
    </form>
  )
}
