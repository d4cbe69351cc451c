import type { TimelineStep } from '../../wire/types'
import { spaced } from '../format'

/** Steps that only tell the feed what another step did, and the cycle's own beginning, which its head tells. */
const ECHOES = ['Record', 'Tell', 'EvolutionCycle']

/** The steps of a cycle over time, as Temporal recorded them. */
export function Timeline({ steps }: { steps: TimelineStep[] }) {
  const shown = steps.filter((s) => !ECHOES.includes(s.name))
  const end = Math.max(...steps.map((s) => s.at_sec + s.took_sec), 0.001)
  return (
    <section aria-label="Steps">
      <h3>Steps <small>{seconds(end)}</small></h3>
      <ol className="timeline" tabIndex={0}>
        {shown.map((s, i) => (
          <li key={i} className={s.failed ? 'failed' : ''} title={s.result}>
            <span className="name">{spaced(s.name)}{s.attempt > 1 && <small> try {s.attempt}</small>}</span>
            <span className="track" aria-hidden="true">
              <span style={{ left: `${(100 * s.at_sec) / end}%`, width: `max(2px, ${(100 * s.took_sec) / end}%)` }} />
            </span>
            <span className="took">{seconds(s.took_sec)}</span>
            <span className="about">{s.about}{s.result && <em> {s.result}</em>}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function seconds(s: number): string {
  if (s === 0) return ''
  if (s < 0.995) return `${Math.max(Math.round(s * 1000), 1)} ms`
  return s < 100 ? `${s.toFixed(1)} s` : `${Math.round(s / 60)} min`
}
