import { useId, useState, type FormEvent } from 'react'
import { trigger } from '../store/actions'
import { useGenesis } from '../store/store'
import { STAGES, type Cycle, type Stage } from '../wire/types'
import { clock, cycleNumber, duration, safeLink, spaced, value } from './format'
import { Icon } from './Icon'
import { Source } from './Source'
import { useNow } from './useNow'

/** The evolution cycles, newest first, and the button that forces one. */
export function Cycles({ opened, open }: { opened: string | null; open: (id: string | null) => void }) {
  const cycles = useGenesis((s) => s.cycles)
  return (
    <>
      <Trigger running={cycles.find((c) => !c.outcome)?.id} started={open} />
      {cycles.length === 0 && (
        <p className="empty">No cycle yet. The watcher starts one when something goes wrong, or you force one above.</p>
      )}
      <ul className="cards" aria-label="Evolution cycles">
        {cycles.map((c) => (
          <Row key={c.id} cycle={c} expanded={opened === c.id} toggle={() => open(opened === c.id ? null : c.id)} />
        ))}
      </ul>
    </>
  )
}

function Trigger({ running, started }: { running?: string; started: (id: string) => void }) {
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

function Row({ cycle, expanded, toggle }: { cycle: Cycle; expanded: boolean; toggle: () => void }) {
  const body = useId()
  const name = cycle.plan?.trait_name ?? (cycle.plan ? spaced(cycle.plan.action_type) : spaced(cycle.trigger.problem_type))
  return (
    <li className={`card cycle ${cycle.outcome ?? 'running'}`} data-cycle={cycle.id}>
      <button className="card-head" aria-expanded={expanded} aria-controls={body} onClick={toggle}>
        <Icon name="chevron" size={14} />
        <span className="number">{cycleNumber(cycle.id)}</span>
        <span className="name">{name}</span>
        <Badge cycle={cycle} />
      </button>
      <Progress cycle={cycle} />
      <p className="meta">
        <Elapsed cycle={cycle} /> · {cycle.trigger.origin === 'user' ? 'forced' : spaced(cycle.trigger.problem_type)}
        {cycle.model && <> · by {cycle.model}</>}
        {cycle.attempts > 1 && <> · {cycle.attempts} programs</>}
      </p>
      {cycle.reason && <p className="why">{cycle.reason}</p>}
      <div id={body} hidden={!expanded}>{expanded && <Details cycle={cycle} />}</div>
    </li>
  )
}

function Elapsed({ cycle }: { cycle: Cycle }) {
  const now = useNow(cycle.outcome ? 0 : 1000)
  const started = Date.parse(cycle.started_at)
  const ended = cycle.ended_at ? Date.parse(cycle.ended_at) : now
  return <>{clock(started)} · {duration(ended - started)}</>
}

export function Badge({ cycle }: { cycle: Cycle }) {
  const marks: Record<string, string> = {
    applied: '✓', rolled_back: '↩', vetoed: '⊘', cancelled: '⊘', rejected: '✕', failed: '✕',
  }
  const outcome = cycle.outcome
  return (
    <span className={`badge ${outcome ?? 'running'}`} data-testid="badge">
      {outcome ? `${marks[outcome] ?? ''} ${spaced(outcome)}` : `● ${cycle.stage}`}
    </span>
  )
}

const SHOWN = STAGES.filter((s) => s !== 'queued' && s !== 'done')

function Progress({ cycle }: { cycle: Cycle }) {
  const at = STAGES.indexOf(cycle.stage)
  const state = (s: Stage) => {
    const i = STAGES.indexOf(s)
    if (cycle.outcome === 'applied' || i < at) return 'past'
    return i === at ? (cycle.outcome ? 'stopped' : 'now') : 'ahead'
  }
  return (
    <ol className="stages" aria-label={`Stage: ${cycle.stage}`}>
      {SHOWN.map((s) => <li key={s} className={state(s)} title={s}><span>{s}</span></li>)}
    </ol>
  )
}

function Details({ cycle }: { cycle: Cycle }) {
  const url = safeLink(cycle.temporal_url)
  const { plan, trigger: t } = cycle
  return (
    <div className="details">
      <dl>
        <dt>Trigger</dt>
        <dd>{spaced(t.problem_type)}, {t.severity}{t.reason && <>: “{t.reason}”</>}</dd>
        {plan && <><dt>Plan</dt><dd>{spaced(plan.action_type)}{plan.trait_name && <> <code>{plan.trait_name}</code></>}: {plan.description}</dd></>}
        {plan?.params && Object.keys(plan.params).length > 0 && (
          <><dt>Values</dt><dd>{Object.entries(plan.params).map(([k, v]) => `${k} = ${value(v)}`).join(', ')}</dd></>
        )}
        <dt>Id</dt>
        <dd><code>{cycle.id}</code></dd>
      </dl>
      {url && <a className="out" href={url} target="_blank" rel="noreferrer"><Icon name="link" size={14} /> Every step in Temporal</a>}
      {(cycle.mutation_ids ?? []).map((id) => <Source key={id} mutation={id} />)}
    </div>
  )
}
