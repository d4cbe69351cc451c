import { css, KINDS } from '../scene/colors'
import { alive, type Tree } from './tree'
import type { Layout } from './layout'

/** The visible part of the tree: positions on the time axis from left to right, rows from top to bottom. */
export interface Window {
  axis: TimeAxis
  left: number
  right: number
  top: number
  bottom: number
}

/**
 * Maps the time from the first birth to now to a position from 0 to 1. Branches crowd near the present, where death has
 * not pruned the tree yet, so the axis is stretched there: the position follows the square root of the time before now.
 */
export class TimeAxis {
  constructor(private readonly from: number, private readonly now: number) {}

  place(tick: number): number {
    return 1 - Math.sqrt(Math.max(this.now - tick, 0) / this.span)
  }

  tick(place: number): number {
    return this.now - (1 - Math.min(place, 1)) ** 2 * this.span
  }

  private get span(): number {
    return Math.max(this.now - this.from, 1)
  }
}

export interface Style {
  line: string
  text: string
  font: string
}

/** Something on the canvas that can be pointed at. */
export interface Drawn {
  node: number
  x0: number
  x1: number
  y: number
  half: number
}

export interface Canvas {
  context: CanvasRenderingContext2D
  width: number
  height: number
}

/** A family lower than this is drawn as a single wedge [px]. */
const WEDGE_PX = 3

/** Height of the time axis [px]. */
export const AXIS_PX = 20

/**
 * Draws the tree and returns what can be pointed at. If nodes are selected, they are drawn strong and all others faint.
 */
export function drawTree(
  c: Canvas, tree: Tree, l: Layout, w: Window, colorOf: (serial: number) => number | undefined, chosen: ReadonlySet<number>, style: Style,
): Drawn[] {
  const { context } = c
  const high = c.height - AXIS_PX
  const x = (tick: number) => ((w.axis.place(tick) - w.left) / (w.right - w.left)) * c.width
  const y = (row: number) => ((row + 0.5 - w.top) / (w.bottom - w.top)) * high
  const rowPx = high / (w.bottom - w.top)
  const drawn: Drawn[] = []
  context.clearRect(0, 0, c.width, c.height)
  context.lineWidth = Math.min(Math.max(rowPx * 0.25, 1), 2.5)
  const stack = tree.roots.filter((i) => tree.living[i] > 0)
  while (stack.length > 0) {
    const i = stack.pop()!
    const top = y(l.first[i] - 0.5)
    const bottom = y(l.last[i] + 0.5)
    if (bottom < 0 || top > high) continue
    const kind = colorOf(tree.serials[i])
    context.strokeStyle = context.fillStyle = kind === undefined ? style.line : css(KINDS[kind % KINDS.length])
    context.globalAlpha = chosen.size === 0 || chosen.has(i) ? 1 : 0.16
    const x0 = x(tree.nodes[i].born_at_tick)
    if (bottom - top < WEDGE_PX && tree.living[i] > 1) {
      wedge(context, x0, x(tree.tick), (top + bottom) / 2, Math.max(bottom - top, 1))
      drawn.push({ node: i, x0, x1: x(tree.tick), y: (top + bottom) / 2, half: Math.max((bottom - top) / 2, 3) })
      continue
    }
    const at = y(l.y[i])
    segment(context, x0, x(l.ends[i]), at)
    drawn.push({ node: i, x0, x1: x(l.ends[i]), y: at, half: 5 })
    for (const child of tree.children[i]) {
      if (tree.living[child] === 0) continue
      branch(context, x(tree.nodes[child].born_at_tick), at, y(l.y[child]))
      stack.push(child)
    }
    if (alive(tree.nodes[i]) && rowPx > 4) dot(context, x(tree.tick), at, Math.min(rowPx / 3, 3))
  }
  context.globalAlpha = 1
  drawAxis(c, w, tree, style)
  return drawn
}

function segment(c: CanvasRenderingContext2D, x0: number, x1: number, y: number): void {
  c.beginPath()
  c.moveTo(x0, y)
  c.lineTo(x1, y)
  c.stroke()
}

function branch(c: CanvasRenderingContext2D, x: number, y0: number, y1: number): void {
  c.beginPath()
  c.moveTo(x, y0)
  c.lineTo(x, y1)
  c.stroke()
}

function wedge(c: CanvasRenderingContext2D, x0: number, x1: number, y: number, height: number): void {
  c.beginPath()
  c.moveTo(x0, y)
  c.lineTo(x1, y - height / 2)
  c.lineTo(x1, y + height / 2)
  c.fill()
  segment(c, x0, x1, y)
}

function dot(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  c.beginPath()
  c.arc(x - r, y, r, 0, 2 * Math.PI)
  c.fill()
}

/** Marks round times before now, as far apart as their labels need. */
function drawAxis(c: Canvas, w: Window, tree: Tree, style: Style): void {
  const { context } = c
  context.font = style.font
  context.fillStyle = context.strokeStyle = style.text
  context.lineWidth = 1
  context.textAlign = 'center'
  const x = (tick: number) => ((w.axis.place(tick) - w.left) / (w.right - w.left)) * c.width
  let last = Infinity
  for (const ago of roundTimes(tree.tick - w.axis.tick(w.left))) {
    const at = x(tree.tick - ago)
    if (at < 20 || at > c.width - 64 || last - at < 70) continue
    last = at
    context.globalAlpha = 0.14
    branch(context, at, 0, c.height - AXIS_PX)
    context.globalAlpha = 1
    context.fillText(`−${ago.toLocaleString('en')}`, at, c.height - 6)
  }
  context.textAlign = 'right'
  if (w.right > 0.98) context.fillText('now', c.width - 2, c.height - 6)
}

/** 1, 2 and 5 times powers of ten up to a time, in ascending order. */
export function roundTimes(most: number): number[] {
  const found: number[] = []
  for (let power = 10; power <= most; power *= 10) found.push(...[1, 2, 5].map((f) => f * power).filter((t) => t <= most))
  return found
}

/** What is drawn at a point, or nothing. */
export function under(drawn: readonly Drawn[], x: number, y: number): number | null {
  let best: number | null = null
  let least = Infinity
  for (const d of drawn) {
    const away = Math.abs(y - d.y)
    if (x < d.x0 - 4 || x > d.x1 + 4 || away > d.half + 3 || away >= least) continue
    least = away
    best = d.node
  }
  return best
}
