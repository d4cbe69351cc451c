import { plainWords } from '../../store/words'
import type { TimelineStep } from '../../wire/types'
import { seconds, withSpaces } from '../format'

/** Steps that only report another step to the feed, and the start of the cycle itself, which the header shows. */
const ECHOES = ['Record', 'Tell', 'EvolutionCycle']

/** The steps of a cycle over time, as recorded by Temporal. A step that a person cancelled is not shown as failed. */
export function Timeline({ steps, cancelled }: { steps: TimelineStep[]; cancelled?: boolean }) {
  const shown = steps.filter((s) => !ECHOES.includes(s.name))
  const end = Math.max(...steps.map((s) => s.at_sec + s.took_sec), 0.001)
  return (
    <section aria-label="Steps">
      <h3>Steps <small>{seconds(end)}</small></h3>
      <ol className="timeline" tabIndex={0}>
        {shown.map((s, i) => <Step key={i} step={s} end={end} cancelled={cancelled} />)}
      </ol>
    </section>
  )
}

function Step({ step: s, end, cancelled }: { step: TimelineStep; end: number; cancelled?: boolean }) {
  const result = plainWords(s.result)
  const stopped = /cancel/i.test(`${s.result} ${s.about}`) || (cancelled && s.failed)
  const kind = stopped ? 'stopped' : s.failed ? 'failed' : ''
  return (
    <li className={kind} title={result}>
      <span className="name">{kind === 'failed' && '✕ '}{kind === 'stopped' && '⊘ '}{withSpaces(s.name)}{s.attempt > 1 && <small> try {s.attempt}</small>}</span>
      <span className="track" aria-hidden="true">
        <span style={{ left: `${(100 * s.at_sec) / end}%`, width: `max(2px, ${(100 * s.took_sec) / end}%)` }} />
      </span>
      <span className="took">{seconds(s.took_sec)}</span>
      <span className="about">{plainWords(s.about)}{result && <em> {result}</em>}</span>
    </li>
  )
}
