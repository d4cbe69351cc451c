import { useId } from 'react'
import { lastStage } from '../../store/cycle'
import { STAGES, type Cycle, type Stage } from '../../wire/types'
import { clock, cycleNumber, duration, spaced } from '../format'
import { Icon } from '../Icon'
import { useNow } from '../useNow'
import { Story } from './Story'

/** One cycle in a few lines; opened, with all its steps. */
export function CycleCard({ cycle, expanded, toggle }: { cycle: Cycle; expanded: boolean; toggle: () => void }) {
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
        {cycle.rerun && <> · again from {cycle.rerun.from} of {cycleNumber(cycle.rerun.cycle_id)}</>}
      </p>
      {cycle.waiting && !cycle.outcome && <p className="why waiting">{cycle.waiting === 'model' ? 'Waiting for the model to answer.' : 'It is ready to go into the world, and waits for your approval.'}</p>}
      {cycle.reason && <p className="why">{cycle.reason}</p>}
      <div id={body} hidden={!expanded}>{expanded && <Story cycle={cycle} />}</div>
    </li>
  )
}

function Elapsed({ cycle }: { cycle: Cycle }) {
  const now = useNow(cycle.outcome ? 0 : 1000)
  const started = Date.parse(cycle.started_at)
  const ended = cycle.ended_at ? Date.parse(cycle.ended_at) : now
  return <>{clock(started)} · {duration(ended - started)}</>
}

const MARKS: Record<string, string> = { applied: '✓', rolled_back: '↩', vetoed: '⊘', cancelled: '⊘', rejected: '✕', failed: '✕' }

function Badge({ cycle }: { cycle: Cycle }) {
  const { outcome } = cycle
  return (
    <span className={`badge ${outcome ?? (cycle.waiting ? 'waiting' : 'running')}`} data-testid="badge">
      {outcome ? `${MARKS[outcome] ?? ''} ${spaced(outcome)}` : `● ${cycle.stage}`}
    </span>
  )
}

function Progress({ cycle }: { cycle: Cycle }) {
  const reached = STAGES.indexOf(lastStage(cycle))
  const shown = STAGES.filter((s) => s !== 'queued' && s !== 'done' && (s !== 'approval' || cycle.stage === 'approval'))
  const state = (s: Stage) => {
    const i = STAGES.indexOf(s)
    if (cycle.outcome === 'applied' || i < reached) return 'past'
    return i === reached ? (cycle.outcome ? 'stopped' : 'now') : 'ahead'
  }
  return (
    <ol className="stages" aria-label={`Stage: ${cycle.stage}`}>
      {shown.map((s) => <li key={s} className={state(s)} title={s}><span>{s}</span></li>)}
    </ol>
  )
}
