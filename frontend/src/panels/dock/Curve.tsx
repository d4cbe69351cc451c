import { useEffect, useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { chartOf, type Chart, type ChartID } from '../../curves/charts'
import { makePlot, marksAt, picture, shownOf, type Mark, type Range } from '../../curves/plot'
import { csv, landings, rowsOf } from '../../curves/rows'
import { save } from '../../curves/save'
import { rangeOfPreset, smoothed, type Smoothing } from '../../curves/shape'
import type { Route } from '../../route/route'
import { film, showsPresent, stopAt } from '../../store/film'
import { useGenesis } from '../../store/store'
import { QueryContent } from '../QueryContent'
import { count, figure } from '../format'
import { Icon } from '../Icon'
import { recall, remember } from '../prefs'
import { Marks } from './Marks'

interface Props {
  id: ChartID
  theme: string
  range: Route['range']
  setRange: (range: Range) => void
  smoothing: Smoothing
  small?: boolean
}

/**
 * One chart over ticks: drag to zoom, double click for everything, lines that can be hidden, marks where mutations were
 * loaded, CSV and PNG.
 */
export function Curve({ id, theme, range: chosen, setRange, smoothing, small = false }: Props) {
  const snapshots = useGenesis((s) => s.snapshots)
  const history = useGenesis((s) => s.history)
  const tickTimes = useGenesis((s) => (id === 'tick' ? s.tickTimes : NONE))
  const mutations = useGenesis((s) => s.mutations)
  const cycles = useGenesis((s) => s.cycles)
  const rows = useMemo(() => rowsOf(history, snapshots), [history, snapshots])
  const chart = useMemo(() => smoothed(chartOf(id, { snapshots, history, tickTimes }), smoothing), [id, snapshots, history, tickTimes, smoothing])
  const list = useMemo(() => landings(mutations, cycles, rows), [mutations, cycles, rows])
  const newestTick = chart.columns[0].at(-1) ?? 0
  const range = useMemo(() => (typeof chosen === 'string' ? rangeOfPreset(chosen, rows, newestTick) : chosen), [chosen, rows, newestTick])
  const [at, setAt] = useState<number | null>(null)
  const [marks, setMarks] = useState<Mark[]>([])
  const [hidden, toggle] = useHidden(id)
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const newest = useRef({ chart, list, setRange, hidden })
  newest.current = { chart, list, setRange, hidden }
  const shape = chart.lines.map((l) => l.label).join('|')

  useEffect(() => {
    const box = host.current
    if (!box) return
    const made = makePlot(box, newest.current.chart, {
      ranged: (r) => newest.current.setRange(r), pointed: setAt, landings: () => newest.current.list,
      moment: () => (showsPresent() ? null : film.getState().shown), pressed: (tick) => !showsPresent() && stopAt(tick),
      drawn: (u) => {
        const left = u.over.offsetLeft
        const next = marksAt(newest.current.list, (tick) => u.valToPos(tick, 'x'), u.over.clientWidth).map((m) => ({ ...m, x: m.x + left }))
        setMarks((old) => (same(old, next) ? old : next))
      },
    }, small)
    newest.current.chart.lines.forEach((l, k) => newest.current.hidden.has(l.label) && made.setSeries(k + 1, { show: false }))
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: box.clientHeight }))
    observer.observe(box)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [theme, id, shape, small])
  useEffect(() => film.subscribe((f, old) => (f.shown !== old.shown || f.open !== old.open) && plot.current?.redraw(false)), [])

  useEffect(() => {
    const made = plot.current
    if (!made) return
    chart.lines.forEach((l, k) => made.series[k + 1]?.show !== !hidden.has(l.label) && made.setSeries(k + 1, { show: !hidden.has(l.label) }))
  }, [hidden, chart.lines])
  useEffect(() => {
    const made = plot.current
    const ticks = chart.columns[0]
    if (!made || ticks.length === 0) return
    made.setData(chart.columns as uPlot.AlignedData, false)
    const [min, max] = shownOf(ticks, range)
    made.setScale('x', { min, max })
  }, [chart, range, list, theme, shape, small])

  const any = chart.columns[0].length > 0
  return (
    <figure className={`curve ${id}`} aria-label={chart.title}>
      <figcaption>
        <b className="title">{chart.title}{chart.unit && <small> {chart.unit}</small>}</b>
        <Lines chart={chart} at={at} hidden={hidden} toggle={toggle} />
        <span className="tools">
          {chosen && <button className="icon-button small" onClick={() => setRange(null)} aria-label={`${chart.title}: show all`} title="Show all (double click)"><Icon name="fit" size={14} /></button>}
          <button className="tool" disabled={!any} onClick={() => exportCSV(chart, range)} aria-label={`${chart.title} as CSV`} title="Save as CSV">CSV</button>
          <button className="tool" disabled={!any} onClick={() => void exportPNG(chart, plot.current, host.current)} aria-label={`${chart.title} as PNG`} title="Save as picture">PNG</button>
        </span>
      </figcaption>
      <div className="plot-frame">
        <div ref={host} className="plot" role="img" aria-label={summary(chart)} />
        <Marks marks={marks} />
        {!any && <div className="over"><QueryContent topic={id === 'tick' ? 'stats' : 'snapshots'} what="the figures" any={false} empty="The first figures appear after a few seconds." /></div>}
      </div>
    </figure>
  )
}

const NONE: never[] = []

function same(a: Mark[], b: Mark[]): boolean {
  return a.length === b.length && a.every((m, i) => Math.abs(m.x - b[i].x) < 0.5 && m.landings.length === b[i].landings.length && m.landings[0].id === b[i].landings[0].id
    && m.landings[0].status === b[i].landings[0].status)
}

/** The lines of a chart that a person has hidden; this browser remembers them. */
function useHidden(id: ChartID): [ReadonlySet<string>, (label: string) => void] {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set((recall(`lines.${id}`) ?? '').split('|').filter(Boolean)))
  const toggle = (label: string) => {
    const next = new Set(hidden)
    if (!next.delete(label)) next.add(label)
    remember(`lines.${id}`, next.size > 0 ? [...next].join('|') : null)
    setHidden(next)
  }
  return [hidden, toggle]
}

/** The legend of the lines, with their values at the pointer or the latest ones; a press hides or shows a line. */
function Lines({ chart, at, hidden, toggle }: { chart: Chart; at: number | null; hidden: ReadonlySet<string>; toggle: (label: string) => void }) {
  const i = at ?? chart.columns[0].length - 1
  const tick = chart.columns[0][i]
  return (
    <ul className="legend">
      {chart.lines.map((l, k) => {
        const v = chart.columns[k + 1][i]
        return (
          <li key={l.label}>
            <button aria-pressed={!hidden.has(l.label)} onClick={() => toggle(l.label)} title={hidden.has(l.label) ? `Show ${l.label}` : `Hide ${l.label}`}>
              <i style={{ background: l.color.startsWith('--') ? `var(${l.color})` : l.color }} className={l.dash ? 'dash' : ''} />
              <span>{l.label}</span> <b>{v === null || v === undefined ? '–' : Number.isInteger(v) ? count(v) : figure(v)}</b>
            </button>
          </li>
        )
      })}
      {at !== null && tick !== undefined && <li className="at">at tick {count(tick!)}</li>}
    </ul>
  )
}

function summary(chart: Chart): string {
  const ticks = chart.columns[0]
  if (ticks.length === 0) return `${chart.title}: nothing yet`
  const told = chart.lines.map((l, k) => `${l.label} ${figure(chart.columns[k + 1].at(-1) ?? 0)}`)
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
