import { useEffect } from 'react'
import { programsOf, writtenNow } from '../../store/cycle'
import { loadStory } from '../../store/load'
import { useGenesis } from '../../store/store'
import type { Cycle } from '../../wire/types'
import { safeLink, spaced, value } from '../format'
import { Icon } from '../Icon'
import { Source } from '../Source'
import { Canary } from './Canary'
import { Programs } from './Programs'
import { Steering } from './Steering'
import { Timeline } from './Timeline'
import { Trial } from './Trial'
import { Writing } from './Writing'

/** How often the steps of a running cycle are asked for [ms]. */
const RUNNING_MS = 1500

/** Everything about one cycle: the plan, the steps, what was written, what the trial and the canary said. */
export function Story({ cycle }: { cycle: Cycle }) {
  const story = useGenesis((s) => s.stories[cycle.id])
  const draft = useGenesis((s) => writtenNow(story ?? cycle, s.draft))
  const readings = useGenesis((s) => s.readings[cycle.id])
  const ended = cycle.outcome !== undefined
  useEffect(() => {
    let timer = 0
    let wanted = true
    const ask = async () => {
      await loadStory(cycle.id).catch(() => undefined) // asked again, and the header says what is missing
      if (wanted && !ended) timer = window.setTimeout(() => void ask(), RUNNING_MS)
    }
    void ask()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [cycle.id, ended, cycle.outcome])
  const url = safeLink(cycle.temporal_url)
  const trial = story?.trial ?? cycle.trial
  const canary = story?.canary ?? cycle.canary
  return (
    <div className="details">
      <Steering cycle={cycle} />
      <Plan cycle={cycle} />
      {draft && !ended && <Writing draft={draft} />}
      {trial && <Trial trial={trial} />}
      {canary && <Canary canary={canary} readings={readings ?? []} />}
      {story && story.timeline.length > 0 && <Timeline steps={story.timeline} />}
      {story?.degraded.includes('temporal') && <p className="quiet">Temporal does not answer, so the steps are missing.</p>}
      {cycle.stage === 'code' && !ended && !draft && <p className="writing"><span className="lamp" /> {cycle.model || 'The model'} is writing program {cycle.attempts + 1}…</p>}
      {story && <Programs programs={programsOf(story)} kept={cycle.outcome === 'applied'} />}
      {(cycle.mutation_ids ?? []).map((id) => <Source key={id} mutation={id} />)}
      <p className="foot">
        <code>{cycle.id}</code>
        {url && <a className="out" href={url} target="_blank" rel="noreferrer"><Icon name="link" size={14} /> Every step in Temporal</a>}
      </p>
    </div>
  )
}

function Plan({ cycle }: { cycle: Cycle }) {
  const { plan, trigger: t } = cycle
  return (
    <dl>
      <dt>Trigger</dt>
      <dd>{spaced(t.problem_type)}, {t.severity}{t.reason && <>: “{t.reason}”</>}</dd>
      {plan && <><dt>Plan</dt><dd>{spaced(plan.action_type)}{plan.trait_name && <> <code>{plan.trait_name}</code></>}: {plan.description}</dd></>}
      {plan?.params && Object.keys(plan.params).length > 0 && (
        <><dt>Values</dt><dd>{Object.entries(plan.params).map(([k, v]) => `${k} = ${value(v)}`).join(', ')}</dd></>
      )}
    </dl>
  )
}
