import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useGenesis } from '../store/store'
import type { Snapshot } from '../wire/types'
import { count } from './format'

/** Population, and births and deaths of each period, over ticks. */
export function Curves({ theme }: { theme: string }) {
  const snapshots = useGenesis((s) => s.snapshots)
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const data = useMemo(() => columns(snapshots), [snapshots])
  const newest = useRef(data)
  newest.current = data
  useEffect(() => {
    const box = host.current
    if (!box) return
    const chart = new uPlot(options(box), newest.current, box)
    plot.current = chart
    const observer = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: box.clientHeight }))
    observer.observe(box)
    return () => {
      observer.disconnect()
      chart.destroy()
      plot.current = null
    }
  }, [theme])
  useEffect(() => plot.current?.setData(data), [data])
  const last = snapshots.at(-1)
  return (
    <section className="panel curves" aria-labelledby="curves-title">
      <h2 id="curves-title">Population</h2>
      <ul className="legend">
        <li className="population">molbots <b>{last ? count(last.entity_count) : '–'}</b></li>
        <li className="births">births <b>{last?.births_last_period ?? '–'}</b></li>
        <li className="deaths">deaths <b>{last?.deaths_last_period ?? '–'}</b></li>
        {last && <li className="causes">{causes(last)}</li>}
      </ul>
      <div ref={host} className="plot" role="img" aria-label={summary(snapshots)} />
      {!last && <p className="empty over">The first snapshot comes after a few seconds.</p>}
    </section>
  )
}

function columns(snapshots: Snapshot[]): uPlot.AlignedData {
  return [
    snapshots.map((s) => s.tick),
    snapshots.map((s) => s.entity_count),
    snapshots.map((s) => s.births_last_period),
    snapshots.map((s) => s.deaths_last_period),
  ]
}

function causes(s: Snapshot): string {
  const named: [number, string][] = [
    [s.death_starvation, 'starved'], [s.death_age, 'old'], [s.death_collision, 'collided'], [s.death_other ?? 0, 'other'],
  ]
  return named.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`).join(', ')
}

function summary(snapshots: Snapshot[]): string {
  const first = snapshots.at(0)
  const last = snapshots.at(-1)
  if (!first || !last) return 'No snapshots yet'
  return `Population from ${first.entity_count} at tick ${first.tick} to ${last.entity_count} at tick ${last.tick}`
}

function options(box: HTMLElement): uPlot.Options {
  const css = getComputedStyle(box)
  const color = (name: string) => css.getPropertyValue(name).trim()
  const axis = (extra: uPlot.Axis): uPlot.Axis => ({
    stroke: color('--muted'), font: `11px ${css.fontFamily}`, ticks: { show: false },
    grid: { stroke: color('--line'), width: 1 }, ...extra,
  })
  const fromZero = (_: uPlot, __: number, most: number): [number, number] => [0, Math.max(most * 1.12, 5)]
  return {
    width: box.clientWidth, height: box.clientHeight, legend: { show: false }, padding: [8, 4, 0, 0],
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { range: fromZero }, flow: { range: fromZero } },
    axes: [
      axis({ size: 24, space: 90, values: (_, splits) => splits.map((v) => count(v)) }),
      axis({ size: 40 }),
      axis({ size: 34, side: 1, scale: 'flow', grid: { show: false } }),
    ],
    series: [
      {},
      { stroke: color('--accent'), width: 2, fill: color('--accent-soft'), points: { show: false } },
      { stroke: color('--good'), width: 1.5, scale: 'flow', points: { show: false } },
      { stroke: color('--bad'), width: 1.5, scale: 'flow', dash: [5, 3], points: { show: false } },
    ],
  }
}
