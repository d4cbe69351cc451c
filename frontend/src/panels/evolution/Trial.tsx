import { trialSentence } from '../../store/words'
import type { Measure, TrialSummary } from '../../wire/types'
import { count, figure, withSpaces } from '../format'
import { Term } from '../Term'

/**
 * The results of the trial's paired forks: the verdict in words, then each measure with its interval and what was
 * required of it.
 */
export function Trial({ trial }: { trial: TrialSummary }) {
  return (
    <section aria-label="Trial">
      <h3><Term name="trial">Trial</Term> <small>{trial.pairs} <Term name="pair">{trial.pairs === 1 ? 'pair' : 'pairs'}</Term> of copies of the world, {count(trial.ticks)} ticks each</small></h3>
      <p className={trial.pass ? 'verdict good' : 'verdict bad'}>{trial.pass ? '✓' : '✕'} {trialSentence(trial)}</p>
      <table className="measures">
        <thead><tr><th scope="col">Measure</th><th scope="col">Mean</th><th scope="col">95 % interval</th><th scope="col">Needed</th></tr></thead>
        <tbody>{(trial.measures ?? []).map((m) => <Row key={m.name} m={m} />)}</tbody>
      </table>
    </section>
  )
}

function Row({ m }: { m: Measure }) {
  return (
    <tr className={m.pass ? '' : 'missed'}>
      <th scope="row">{withSpaces(m.name)} {m.unit && <small>{m.unit}</small>}</th>
      <td>{figure(m.mean)}</td>
      <td><Interval m={m} /><span className="range">{figure(m.low)} to {figure(m.high)}</span></td>
      <td>{m.gate ? <>{gateOf(m.gate)} {m.pass ? '✓' : '✕'}</> : 'nothing'}</td>
    </tr>
  )
}

/** The gate's "low > 0" in plain words. */
function gateOf(gate: string): string {
  return gate.replace(/^low >/, 'surely above').replace(/^≥/, 'at least').replace(/^≤/, 'at most').replace(/-(?=\d)/g, '−')
}

/** The interval on an axis centred on no effect: 1 for ratios, otherwise 0. */
function Interval({ m }: { m: Measure }) {
  const none = m.unit.startsWith('×') ? 1 : 0
  const reach = Math.max(Math.abs(m.low - none), Math.abs(m.high - none), 1e-9) * 1.15
  const place = (v: number) => 50 + (50 * (v - none)) / reach
  return (
    <span className="interval" aria-hidden="true">
      <span className="none" />
      <span className="span" style={{ left: `${place(m.low)}%`, width: `${Math.max(place(m.high) - place(m.low), 1)}%` }} />
      <span className="mean" style={{ left: `${place(m.mean)}%` }} />
    </span>
  )
}
