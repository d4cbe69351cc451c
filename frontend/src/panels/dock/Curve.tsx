import { useEffect, useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { chartOf, type Chart, type ChartID } from '../../curves/charts'
import { makePlot, picture, save, shownOf, type Range } from '../../curves/plot'
import { csv, landings, rowsOf } from '../../curves/rows'
import { useGenesis } from '../../store/store'
import { count, value } from '../format'
import { Icon } from '../Icon'

interface Props {
  id: ChartID
  theme: string
  range: Range
  setRange: (range: Range) => void
  small?: boolean
}

/** One chart over ticks: brush to zoom, double click for all, marks where mutations landed, CSV and PNG. */
export function Curve({ id, theme, range, setRange, small = false }: Props) {
  const snapshots = useGenesis((s) => s.snapshots)
  const history = useGenesis((s) => s.history)
  const tickTimes = useGenesis((s) => (id === 'tick' ? s.tickTimes : NONE))
  const mutations = useGenesis((s) => s.mutations)
  const chart = useMemo(() => chartOf(id, { snapshots, history, tickTimes }), [id, snapshots, history, tickTimes])
  const cycles = useGenesis((s) => s.cycles)
  const marks = useMemo(() => landings(mutations, cycles, rowsOf(history, snapshots)), [mutations, cycles, history, snapshots])
  const [at, setAt] = useState<number | null>(null)
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const newest = useRef({ chart, marks, setRange })
  newest.current = { chart, marks, setRange }
  const shape = chart.lines.map((l) => l.label).join('|')

  useEffect(() => {
    const box = host.current
    if (!box) return
    const made = makePlot(box, newest.current.chart, {
      ranged: (r) => newest.current.setRange(r), pointed: setAt, landings: () => newest.current.marks,
    }, small)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: box.clientHeight }))
    observer.observe(box)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [theme, id, shape, small])
  useEffect(() => {
    const made = plot.current
    const ticks = chart.columns[0]
    if (!made || ticks.length === 0) return
    made.setData(chart.columns as uPlot.AlignedData, false)
    const [min, max] = shownOf(ticks, range)
    made.setScale('x', { min, max })
  }, [chart, range, marks, theme, shape, small])

  return (
    <figure className={`curve ${id}`} aria-label={chart.title}>
      <figcaption>
        <b className="title">{chart.title}</b>
        <Values chart={chart} at={at} />
        <span className="tools">
          {range && <button className="icon-button small" onClick={() => setRange(null)} aria-label={`${chart.title}: show all`} title="Show all (double click)"><Icon name="fit" size={14} /></button>}
          <button className="tool" onClick={() => exportCSV(chart, range)} aria-label={`${chart.title} as CSV`} title="Save as CSV">CSV</button>
          <button className="tool" onClick={() => void exportPNG(chart, plot.current, host.current)} aria-label={`${chart.title} as PNG`} title="Save as picture">PNG</button>
        </span>
      </figcaption>
      <div ref={host} className="plot" role="img" aria-label={summary(chart)} />
      {chart.columns[0].length === 0 && <p className="empty over">The first figures come after a few seconds.</p>}
    </figure>
  )
}

const NONE: never[] = []

/** What the lines are, and their values where the pointer is, or now. */
function Values({ chart, at }: { chart: Chart; at: number | null }) {
  const i = at ?? chart.columns[0].length - 1
  const tick = chart.columns[0][i]
  return (
    <ul className="legend">
      {chart.lines.map((l, k) => {
        const v = chart.columns[k + 1][i]
        return (
          <li key={l.label} title={l.label}>
            <i style={{ background: l.color.startsWith('--') ? `var(${l.color})` : l.color }} className={l.dash ? 'dash' : ''} />
            {l.label} <b>{v === null || v === undefined ? '–' : value(Math.round(v * 1000) / 1000)}</b>
          </li>
        )
      })}
      {at !== null && tick !== undefined && <li className="at">tick {count(tick!)}</li>}
    </ul>
  )
}

function summary(chart: Chart): string {
  const ticks = chart.columns[0]
  if (ticks.length === 0) return `${chart.title}: nothing yet`
  const told = chart.lines.map((l, k) => `${l.label} ${value(chart.columns[k + 1].at(-1) ?? 0)}`)
  return `${chart.title} from tick ${ticks[0]} to ${ticks.at(-1)}; now ${told.join(', ')}`
}

function exportCSV(chart: Chart, range: Range): void {
  const within = (tick: number) => !range || (tick >= range[0] && tick <= range[1])
  const kept = chart.columns[0].map((tick, i) => (within(tick!) ? i : -1)).filter((i) => i >= 0)
  const text = csv(['tick', ...chart.lines.map((l) => l.label)], chart.columns.map((c) => kept.map((i) => c[i])))
  save(new Blob([text], { type: 'text/csv' }), `genesis-${chart.id}.csv`)
}

async function exportPNG(chart: Chart, plot: uPlot | null, box: HTMLElement | null): Promise<void> {
  if (!plot || !box) return
  const blob = await picture(plot, chart.title, chart.lines, getComputedStyle(box))
  if (blob) save(blob, `genesis-${chart.id}.png`)
}
