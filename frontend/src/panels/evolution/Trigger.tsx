import { useId, useState, type FormEvent } from 'react'
import { trigger } from '../../store/evolve'
import { Icon } from '../Icon'

/** Forces a cycle, with a reason. */
export function Trigger({ running, started }: { running?: string; started: (id: string) => void }) {
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
    started(id)
  }
  return (
    <form className="trigger" onSubmit={submit}>
      <label htmlFor={field}>Force an evolution cycle</label>
      <div className="row">
        <input id={field} value={reason} maxLength={500} placeholder="Why? (optional)"
          onChange={(e) => setReason(e.target.value)} />
        <button className="primary" disabled={busy} data-testid="force">
          <Icon name="spark" size={16} /> {busy ? 'Starting…' : 'Evolve'}
        </button>
      </div>
      {running && <p className="hint">{running} is running; one cycle runs at a time.</p>}
    </form>
  )
}
