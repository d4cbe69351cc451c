import { canarySentence, DECISIVE_E_VALUE as DECIDES } from '../../store/words'
import type { CanarySummary, Cohort, Cycle, Evidence } from '../../wire/types'
import { count, withSpaces, value } from '../format'
import { Term } from '../Term'

interface Props {
  canary: CanarySummary
  readings: Evidence[]
  outcome?: Cycle['outcome']
}

/** The newborns that got the trait by chance, compared with those that by the same chance did not. */
export function Canary({ canary, readings, outcome }: Props) {
  const rows: [string, (c: Cohort) => number][] = [
    ['ever', (c) => c.members], ['alive now', (c) => c.alive], ['children', (c) => c.births], ['deaths', (c) => c.deaths],
    ['starved', (c) => c.starved], ['net energy per 1,000 ticks', (c) => (c.molbot_time ? (1000 * (c.intake - c.spent)) / c.molbot_time : 0)],
  ]
  const weighed = canary.benefit > 0 || canary.harm > 0 // e-values are above 0, so 0 means that none was computed
  const done = canary.tick - canary.loaded_at_tick
  const window = canary.window * (canary.extended || done > 1.5 * canary.window ? 2 : 1) // an undecided one lasts twice as long
  return (
    <section aria-label="Canary">
      <h3><Term name="canary">Canary</Term> <small>{count(done)} of {count(window)} ticks{window > canary.window && ', extended'}</small></h3>
      <p className={`verdict ${outcome === 'applied' ? 'good' : ''}`}>{canarySentence(canary, outcome)}</p>
      <span className="bar"><span style={{ width: `${Math.min((100 * done) / Math.max(window, 1), 100)}%` }} /></span>
      <table className="measures">
        <thead><tr><th scope="col">Molbots</th><th scope="col">with it</th><th scope="col">without it</th></tr></thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}><th scope="row">{name}</th><td>{value(Math.round(of(canary.treated) * 10) / 10)}</td><td>{value(Math.round(of(canary.control) * 10) / 10)}</td></tr>
          ))}
        </tbody>
      </table>
      {weighed && <Gauge name="that it helps" e={canary.benefit} good />}
      {weighed && <Gauge name="that it harms" e={canary.harm} />}
      {readings.length > 1 && <EvidenceChart readings={readings} end={canary.loaded_at_tick + Math.max(window, done)} from={canary.loaded_at_tick} />}
      {(canary.tests ?? []).length > 0 && (
        <p className="meta">{canary.tests!.map((t) => `${withSpaces(t.name)}: ${value(round(t.better))} better, ${value(round(t.worse))} worse`).join(' · ')}</p>
      )}
    </section>
  )
}

/** The evidence over the canary's window, with the line at which it decides. */
function EvidenceChart({ readings, from, end }: { readings: Evidence[]; from: number; end: number }) {
  const most = Math.max(DECIDES, ...readings.map((r) => Math.max(r.benefit, r.harm)))
  const least = Math.min(1, ...readings.map((r) => Math.min(r.benefit || 1, r.harm || 1)))
  const y = (e: number) => 44 - (40 * Math.log((e || 1) / least)) / Math.log(most / least)
  const line = (of: (r: Evidence) => number) => readings.map((r) => `${(100 * (r.tick - from)) / (end - from)},${y(of(r))}`).join(' ')
  return (
    <svg className="growth" viewBox="0 0 100 48" preserveAspectRatio="none" role="img"
      aria-label={`Evidence over ${readings.length} readings, last ${value(round(readings.at(-1)!.benefit))} that it helps, ${value(round(readings.at(-1)!.harm))} that it harms`}>
      <line x1="0" x2="100" y1={y(DECIDES)} y2={y(DECIDES)} className="decides" />
      <polyline points={line((r) => r.harm)} className="harm" />
      <polyline points={line((r) => r.benefit)} className="benefit" />
    </svg>
  )
}

/** An e-value on a logarithmic scale up to the value that decides. */
function Gauge({ name, e, good }: { name: string; e: number; good?: boolean }) {
  const share = Math.min(Math.max(Math.log(Math.max(e, 1)) / Math.log(DECIDES), 0), 1)
  return (
    <div className="gauge evidence" title={`E-value ${value(round(e))}; ${DECIDES} decides, 1 is none`}>
      <span>{name}</span>
      <span className="bar"><span style={{ width: `${share * 100}%`, background: good ? 'var(--good)' : 'var(--bad)' }} /></span>
      <span className="n">{value(round(e))} of {DECIDES}</span>
    </div>
  )
}

function round(v: number): number {
  return Number(v.toPrecision(3))
}
