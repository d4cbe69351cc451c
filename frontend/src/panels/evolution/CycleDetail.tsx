import { explain } from '../../api/client'
import { programsOf, waitingOf, writtenNow } from '../../store/cycle'
import { useGenesis } from '../../store/store'
import type { Cycle } from '../../wire/types'
import { duration, safeLink, withSpaces, value } from '../format'
import { Icon } from '../Icon'
import { Source } from '../Source'
import { useNow } from '../useNow'
import { useCycleDetail } from '../useCycleDetail'
import { Canary } from './Canary'
import { Programs } from './Programs'
import { Steering } from './Steering'
import { Timeline } from './Timeline'
import { Trial } from './Trial'
import { TrialFilm } from './TrialFilm'
import { Writing } from './Writing'

/** Everything about one cycle: its plan, steps and programs, and the results of its trial and canary. */
export function CycleDetail({ cycle }: { cycle: Cycle }) {
  const { data: story, error, isPending, refetch } = useCycleDetail(cycle)
  const draft = useGenesis((s) => writtenNow(story ?? cycle, s.draft))
  const readings = useGenesis((s) => s.readings[cycle.id])
  const ended = cycle.outcome !== undefined
  const url = safeLink(cycle.temporal_url)
  const trial = story?.trial ?? cycle.trial
  const canary = story?.canary ?? cycle.canary
  return (
    <div className="details">
      <Steering cycle={cycle} />
      {error && <p className="failing slim" role="status">Cannot load the steps. {explain(error)} <button className="link" onClick={() => void refetch()}>Try again now</button></p>}
      {isPending && !error && <p className="quiet" role="status"><span className="spinner" aria-hidden="true" /> Loading the steps…</p>}
      <Plan cycle={cycle} />
      {!ended && <Waits cycle={story ?? cycle} />}
      {draft && !ended && <Writing draft={draft} />}
      {trial && <Trial trial={trial} />}
      {trial?.film && <TrialFilm cycle={cycle.id} trait={cycle.plan?.trait_name ?? ''} />}
      {canary && <Canary canary={canary} readings={readings ?? []} outcome={cycle.outcome} />}
      {story && story.timeline.length > 0 && <Timeline steps={story.timeline} cancelled={cycle.outcome === 'cancelled'} />}
      {story?.degraded.includes('temporal') && <p className="quiet">Temporal does not answer, so the steps are missing.</p>}
      {cycle.stage === 'code' && !ended && !draft && !cycle.waiting && (
        <p className="writing"><span className="lamp" /> {cycle.model || 'The model'} is writing program {cycle.attempts + 1}…</p>
      )}
      {story && <Programs programs={programsOf(story)} kept={cycle.outcome === 'applied'} />}
      {(cycle.mutation_ids ?? []).map((id) => <Source key={id} mutation={id} />)}
      <p className="foot">
        <code>{cycle.id}</code>
        {url && <a className="out" href={url} target="_blank" rel="noreferrer"><Icon name="link" size={14} /> Every step in Temporal</a>}
      </p>
    </div>
  )
}

/** What a running cycle waits for, since when, and how fast the model writes. */
function Waits({ cycle }: { cycle: Cycle }) {
  const now = useNow(1000)
  const w = waitingOf(cycle)
  if (!w || (!w.since && !w.tokens && !w.text)) return null
  const speed = w.tokensPerSecond ? ` at ${value(Math.round(w.tokensPerSecond * 10) / 10)} a second` : ''
  return (
    <div className="waits" role="status">
      <p>
        <span className="lamp" aria-hidden="true" /> Waiting for {w.part}{w.since > 0 && <> for {duration(now - w.since)}</>}
        {w.tokens > 0 && <>; {value(w.tokens)} tokens so far{speed}</>}.
      </p>
      {w.text && <p className="meta">{w.text}</p>}
    </div>
  )
}

function Plan({ cycle }: { cycle: Cycle }) {
  const { plan, trigger: t } = cycle
  const params = Object.entries(plan?.params ?? {})
  return (
    <dl>
      <dt>Trigger</dt>
      <dd>{withSpaces(t.problem_type)}, severity {t.severity}{t.reason && <>: “{t.reason}”</>}</dd>
      {plan && <><dt>Plan</dt><dd>{withSpaces(plan.action_type)}{plan.trait_name && <> <code>{plan.trait_name}</code></>}: {plan.description}</dd></>}
      {params.length > 0 && <><dt>Values</dt><dd>{params.map(([k, v]) => `${withSpaces(k)} = ${value(v)}`).join(', ')}</dd></>}
    </dl>
  )
}
