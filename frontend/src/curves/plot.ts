import uPlot from 'uplot'
import type { Chart } from './charts'
import { marks } from './marks'
import type { Landing } from './rows'

/** A part of the time axis [ticks], or null for all of it. */
export type Range = [number, number] | null

export interface PlotHandlers {
  /** A part was selected with the pointer, or all of it with a double click. */
  ranged(range: Range): void
  /** The pointer is at a data point, or at none. */
  pointed(index: number | null): void
  landings(): Landing[]
  /** The past tick that is being viewed, or null. */
  moment(): number | null
  /** A tick was clicked. */
  pressed(tick: number): void
  /** The plot was drawn, so overlays may have to move. */
  drawn(u: uPlot): void
}

/** Creates a uPlot of a chart inside an element, in the colours that CSS gives the element. */
export function makePlot(box: HTMLElement, chart: Chart, on: PlotHandlers, small: boolean): uPlot {
  const style = getComputedStyle(box)
  const color = (name: string) => (name.startsWith('--') ? style.getPropertyValue(name).trim() : name)
  const axis = (extra: uPlot.Axis): uPlot.Axis => ({
    stroke: color('--muted'), font: `11px ${style.fontFamily}`, ticks: { show: false },
    grid: { stroke: color('--line'), width: 1 }, values: (_, splits) => marks(splits), ...extra,
  })
  const right = chart.lines.some((l) => l.right)
  const options: uPlot.Options = {
    width: box.clientWidth, height: box.clientHeight, legend: { show: false }, padding: [8, right ? 0 : 12, 0, 0],
    cursor: { points: { size: 6 }, drag: { x: true, y: false, dist: 8 }, sync: { key: 'curves' }, bind: { dblclick: () => () => { on.ranged(null); return null } } },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: false, range: (_, min, max) => shownOf([min, max], null) }, y: { range: roomy }, right: { range: roomy } },
    axes: [
      axis({ size: 24, space: small ? 70 : 90 }),
      axis({ size: 42, space: small ? 28 : 40 }),
      ...(right ? [axis({ size: 38, side: 1, scale: 'right', grid: { show: false } })] : []),
    ],
    series: [{}, ...chart.lines.map((l): uPlot.Series => ({
      label: l.label, stroke: color(l.color), width: l.fill ? 2 : 1.5, scale: l.right ? 'right' : 'y', spanGaps: false,
      dash: l.dash ? [5, 3] : undefined, points: { show: false },
      fill: l.fill ? `color-mix(in srgb, ${color(l.color)} 13%, transparent)` : undefined,
    }))],
    hooks: {
      drawClear: [(u) => {
        drawLandings(u, on.landings(), color)
        drawMoment(u, on.moment(), color)
      }],
      ready: [(u) => u.over.addEventListener('click', (e) => {
        const tick = u.posToVal(e.offsetX, 'x')
        if (Number.isFinite(tick)) on.pressed(tick)
      })],
      draw: [(u) => on.drawn(u)],
      setCursor: [(u) => on.pointed(u.cursor.idx ?? null)],
      setSelect: [(u) => {
        if (u.select.width < 8) return
        const chosen = rangeOf(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'))
        if (chosen) on.ranged(chosen)
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
      }],
    },
  }
  return new uPlot(options, chart.columns as uPlot.AlignedData, box)
}

/** A part of the axis with a length above zero, or null: before the first data there is nothing to select. */
export function rangeOf(from: number, to: number): Range {
  return Number.isFinite(from) && Number.isFinite(to) && to - from >= 1 ? [from, to] : null
}

/**
 * The range of ticks that is shown: the selected part or everything. It is never empty, because the plot would divide
 * by zero.
 */
export function shownOf(ticks: readonly (number | null)[], range: Range): [number, number] {
  if (range) return range
  const from = ticks.at(0) ?? 0
  return [from, Math.max(ticks.at(-1) ?? from, from + 1)]
}

/**
 * The range of the value axis. It starts at zero for positive values and leaves room above; values that stay far from
 * zero get their own range.
 */
function roomy(_: uPlot, least: number | null, most: number | null): [number, number] {
  if (least === null || most === null) return [0, 1]
  const span = Math.max(most - least, Math.abs(most) * 0.05, 0.05)
  const low = least >= 0 && least < 3 * span ? 0 : least - span * 0.12
  return [low, most + span * 0.12]
}

/** Draws a line at each tick where a mutation was loaded: dashed if it was kept, dotted if it was removed again. */
function drawLandings(u: uPlot, list: Landing[], color: (name: string) => string): void {
  const { ctx } = u
  const { left, top, width, height } = u.bbox
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  for (const l of list) {
    const x = Math.round(u.valToPos(l.tick, 'x', true))
    if (x < left || x > left + width) continue
    ctx.strokeStyle = color(l.kept ? '--good' : '--warn')
    ctx.globalAlpha = 0.55
    ctx.setLineDash((l.kept ? [5, 3] : [1, 4]).map((n) => n * devicePixelRatio))
    ctx.beginPath()
    ctx.moveTo(x, top)
    ctx.lineTo(x, top + height)
    ctx.stroke()
  }
  ctx.restore()
}

/** Draws a line at the past tick that is being viewed. */
function drawMoment(u: uPlot, tick: number | null, color: (name: string) => string): void {
  if (tick === null) return
  const x = Math.round(u.valToPos(tick, 'x', true))
  const { left, top, width, height } = u.bbox
  if (!(x >= left && x <= left + width)) return
  u.ctx.save()
  u.ctx.strokeStyle = color('--text')
  u.ctx.lineWidth = 2 * devicePixelRatio
  u.ctx.beginPath()
  u.ctx.moveTo(x, top)
  u.ctx.lineTo(x, top + height)
  u.ctx.stroke()
  u.ctx.restore()
}

/** Marks closer than this are merged [px]. */
const MARK_PX = 25 // the smallest target for a finger: WCAG 2.2 requires 24 px

/** One or more landings drawn as one mark, with its position [px]. */
export interface Mark {
  x: number
  landings: Landing[]
}

/** Merges landings that would overlap. */
export function marksAt(list: Landing[], place: (tick: number) => number, width: number): Mark[] {
  const found: Mark[] = []
  for (const l of [...list].sort((a, b) => a.tick - b.tick)) {
    const x = place(l.tick)
    if (!(x >= 0 && x <= width)) continue
    const last = found.at(-1)
    if (last && x - last.x < MARK_PX) last.landings.push(l)
    else found.push({ x, landings: [l] })
  }
  return found
}

/** Renders a plot with its title as a picture, to be shown elsewhere. */
export function picture(u: uPlot, title: string, lines: { label: string; color: string }[], style: CSSStyleDeclaration): Promise<Blob | null> {
  const source = u.ctx.canvas
  const head = Math.round(34 * devicePixelRatio)
  const canvas = document.createElement('canvas')
  canvas.width = source.width
  canvas.height = source.height + head
  const c = canvas.getContext('2d')!
  const color = (name: string) => (name.startsWith('--') ? style.getPropertyValue(name).trim() : name)
  c.fillStyle = color('--panel')
  c.fillRect(0, 0, canvas.width, canvas.height)
  c.font = `600 ${13 * devicePixelRatio}px ${style.fontFamily}`
  c.fillStyle = color('--text')
  c.fillText(title, 10 * devicePixelRatio, head * 0.65)
  let x = 10 * devicePixelRatio + c.measureText(title).width + 20 * devicePixelRatio
  c.font = `${12 * devicePixelRatio}px ${style.fontFamily}`
  for (const l of lines) {
    c.fillStyle = color(l.color)
    c.fillText(l.label, x, head * 0.65)
    x += c.measureText(l.label).width + 14 * devicePixelRatio
  }
  c.drawImage(source, 0, head)
  return new Promise((done) => canvas.toBlob(done, 'image/png'))
}
