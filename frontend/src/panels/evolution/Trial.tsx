import type { Measure, TrialSummary } from '../../wire/types'
import { count, spaced } from '../format'

/** What the paired forks of the world said: each figure with its interval, and what was asked of it. */
export function Trial({ trial }: { trial: TrialSummary }) {
  return (
    <section aria-label="Trial">
      <h3>Trial <small>{trial.pairs} pairs of forks, {count(trial.ticks)} ticks each</small></h3>
      <table className="measures">
        <thead><tr><th scope="col">Measure</th><th scope="col">Mean</th><th scope="col">95 % interval</th><th scope="col">Asked</th></tr></thead>
        <tbody>{(trial.measures ?? []).map((m) => <Row key={m.name} m={m} />)}</tbody>
      </table>
      <p className={trial.pass ? 'verdict good' : 'verdict bad'}>{trial.pass ? '✓' : '✕'} {trial.words}</p>
    </section>
  )
}

function Row({ m }: { m: Measure }) {
  return (
    <tr className={m.pass ? '' : 'missed'}>
      <th scope="row">{spaced(m.name)} {m.unit && <small>{m.unit}</small>}</th>
      <td>{signed(m.mean)}</td>
      <td><Interval m={m} /><span className="range">{signed(m.low)} to {signed(m.high)}</span></td>
      <td>{m.gate ?? ''} {m.gate && (m.pass ? '✓' : '✕')}</td>
    </tr>
  )
}

/** The interval on an axis around what would be no effect: 1 for ratios, else 0. */
function Interval({ m }: { m: Measure }) {
  const none = m.unit === '×' ? 1 : 0
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

function signed(v: number): string {
  const text = Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(2)
  return text.replace('-', '−')
}
