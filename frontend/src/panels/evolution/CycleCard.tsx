import { memo, useEffect, useId, useRef } from 'react'
import { go, linkTo } from '../../route/navigate'
import { HOME } from '../../route/route'
import { lastStage, waitingOf } from '../../store/cycle'
import { cycleSentence, reasonOf } from '../../store/words'
import { STAGES, type Cycle, type Stage } from '../../wire/types'
import { CopyLink } from '../CopyLink'
import { cycleNumber, duration, moment, withSpaces } from '../format'
import { Icon } from '../Icon'
import { Term } from '../Term'
import { useNow } from '../useNow'
import { CycleDetail } from './CycleDetail'

/** One cycle in a few lines, and with all its steps when opened. */
export const CycleCard = memo(function CycleCard({ cycle, expanded }: { cycle: Cycle; expanded: boolean }) {
  const body = useId()
  const card = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (expanded) card.current?.scrollIntoView({ block: 'nearest' })
  }, [expanded])
  return (
    <li ref={card} className={`card cycle ${cycle.outcome ?? 'running'}`} data-cycle={cycle.id}>
      <button className="card-head" aria-expanded={expanded} aria-controls={body} onClick={() => go({ cycle: expanded ? null : cycle.id })}>
        <Icon name="chevron" size={14} />
        <span className="number">{cycleNumber(cycle.id)}</span>
        <span className="name">{nameOf(cycle)}</span>
        <Badge cycle={cycle} />
      </button>
      <Summary cycle={cycle} />
      <div id={body} hidden={!expanded}>
        {expanded && (
          <>
            <p className="tools-row">
              <a className="tool" href={linkTo({ page: { kind: 'cycle', id: cycle.id } })} onClick={(e) => {
                e.preventDefault()
                go({ ...HOME, page: { kind: 'cycle', id: cycle.id } })
              }}>Open as a page</a>
              <CopyLink to={{ page: { kind: 'cycle', id: cycle.id } }} what={`cycle ${cycleNumber(cycle.id)}`} />
            </p>
            <CycleDetail cycle={cycle} />
          </>
        )}
      </div>
    </li>
  )
})

/**
 * What a running cycle waits for, with the last error of the absent part. A wait for approval is already in the cycle's
 * sentence.
 */
function waitsFor(cycle: Cycle): string {
  const why = cycle.waiting_why
  return `Waiting for ${waitingOf(cycle)?.part ?? 'an answer'} to ${cycle.waiting === 'disk' ? 'have space' : 'answer'}${why ? `: ${why}` : ''}.`
}

export function nameOf(cycle: Cycle): string {
  return cycle.plan?.trait_name ?? withSpaces(cycle.plan?.action_type ?? cycle.trigger.problem_type)
}

/** A cycle in a sentence, followed by its progress and its figures. */
export function Summary({ cycle }: { cycle: Cycle }) {
  const reason = cycle.reason ? reasonOf(cycle.reason) : ''
  return (
    <>
      <p className="sentence">{cycleSentence(cycle)}</p>
      <Progress cycle={cycle} />
      <p className="meta">
        <Elapsed cycle={cycle} /> · {cycle.trigger.origin === 'user' ? `requested by ${cycle.trigger.by || 'a person'}` : withSpaces(cycle.trigger.problem_type)}
        {cycle.model && <> · by {cycle.model}</>}
        {cycle.attempts > 1 && <> · {cycle.attempts} programs</>}
        {cycle.rerun && <> · again from {cycle.rerun.from} of {cycleNumber(cycle.rerun.cycle_id)}</>}
      </p>
      {cycle.waiting && cycle.waiting !== 'approval' && !cycle.outcome && <p className="why waiting">{waitsFor(cycle)}</p>}
      {reason && <p className="why">{reason}</p>}
    </>
  )
}

function Elapsed({ cycle }: { cycle: Cycle }) {
  const now = useNow(cycle.outcome ? 0 : 1000)
  const started = Date.parse(cycle.started_at)
  const ended = cycle.ended_at ? Date.parse(cycle.ended_at) : now
  return <>{moment(started)} · {duration(ended - started)}</>
}

const MARKS: Record<string, string> = { applied: '✓', rolled_back: '↩', vetoed: '⊘', cancelled: '⊘', rejected: '✕', failed: '✕' }

export function Badge({ cycle }: { cycle: Cycle }) {
  const { outcome } = cycle
  const word = outcome ? `${MARKS[outcome] ?? ''} ${withSpaces(outcome)}` : `● ${cycle.stage}`
  return <span className={`badge ${outcome ?? (cycle.waiting ? 'waiting' : 'running')}`} data-testid="badge">{word}</span>
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
      {shown.map((s) => <li key={s} className={state(s)}><Term name={s} plain /></li>)}
    </ol>
  )
}
