import { lazy, Suspense, useState } from 'react'
import { CHARTS, type ChartID } from '../../curves/charts'
import type { Range } from '../../curves/plot'
import { SMOOTHINGS, type Smoothing } from '../../curves/shape'
import { go, look, useRoute } from '../../route/navigate'
import type { Preset, Route } from '../../route/route'
import { Icon } from '../Icon'
import { recall, remember } from '../prefs'
import { useNow } from '../useNow'

// uPlot and the phylogeny are not needed for the first picture of the world.
const Curve = lazy(() => import('./Curve').then((m) => ({ default: m.Curve })))
const Lineage = lazy(() => import('./Lineage').then((m) => ({ default: m.Lineage })))

const PRESETS: [Preset | null, string, string][] = [
  ['recent', '10 k', 'the last 10,000 ticks'], ['hour', 'hour', 'the last hour'], ['day', 'day', 'the last day'], [null, 'all', 'all that is kept'],
]

/** On a wall nobody selects a curve, so each is shown in turn for this long [ms]. */
const TURN_MS = 20_000

/** The area below the world: the curves, one or all at once, and the phylogeny. */
export function Dock({ theme }: { theme: string }) {
  const { dock, tall, chart: chosen, range, mode } = useRoute((r) => r)
  const now = useNow(mode === 'kiosk' ? TURN_MS : 0)
  const chart = mode === 'kiosk' ? CHARTS[Math.floor(now / TURN_MS) % CHARTS.length].id : chosen
  const shown = mode === 'kiosk' ? 'curves' : dock
  const [smoothing, setSmoothing] = useState<Smoothing>(() => (Object.keys(SMOOTHINGS).find((k) => k === recall('smoothing')) as Smoothing | undefined) ?? 'none')
  const setRange = (r: Range | Preset) => look({ range: r })
  return (
    <section className="panel curves" aria-label="Curves and lineage">
      <div className="dock-bar">
        <div className="switch" role="group" aria-label="Show below the world">
          <button aria-pressed={shown === 'curves'} onClick={() => go({ dock: 'curves' })}>Curves</button>
          <button aria-pressed={shown === 'lineage'} onClick={() => go({ dock: 'lineage' })}>Lineage</button>
        </div>
        {shown === 'curves' && !tall && (
          <select aria-label="Curve" value={chart} onChange={(e) => look({ chart: e.target.value as ChartID })}>
            {CHARTS.map((c) => <option key={c.id} value={c.id}>{c.title}</option>)}
          </select>
        )}
        {shown === 'curves' && <Presets range={range} choose={(p) => look({ range: p })} />}
        {shown === 'curves' && (
          <select aria-label="Smoothing" value={smoothing} onChange={(e) => {
            remember('smoothing', e.target.value)
            setSmoothing(e.target.value as Smoothing)
          }}>
            <option value="none">not smoothed</option>
            <option value="light">smoothed</option>
            <option value="strong">very smooth</option>
          </select>
        )}
        <button className="icon-button small grow" aria-pressed={tall} onClick={() => go({ tall: !tall })}
          aria-label={tall ? 'Make it small' : 'Make it large'} title={`${tall ? 'Smaller' : 'All of them, larger'} (d)`}>
          <Icon name={tall ? 'down' : 'up'} size={16} />
        </button>
      </div>
      <Suspense fallback={<p className="empty loading" role="status"><span className="spinner" aria-hidden="true" /> Loading the curves…</p>}>
        {shown === 'lineage' ? <Lineage theme={theme} /> : tall ? (
          <div className="multiples">
            {CHARTS.map((c) => <Curve key={c.id} id={c.id} theme={theme} range={range} setRange={setRange} smoothing={smoothing} small />)}
          </div>
        ) : <Curve key={chart} id={chart} theme={theme} range={range} setRange={setRange} smoothing={smoothing} />}
      </Suspense>
    </section>
  )
}

function Presets({ range, choose }: { range: Route['range']; choose: (p: Preset | null) => void }) {
  return (
    <div className="switch presets" role="group" aria-label="Part of the time axis">
      {PRESETS.map(([preset, short, long]) => (
        <button key={short} aria-pressed={range === preset} title={long} aria-label={`${short}: ${long}`} onClick={() => choose(preset)}>{short}</button>
      ))}
    </div>
  )
}
