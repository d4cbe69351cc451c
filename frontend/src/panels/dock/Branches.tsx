import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'
import { AXIS_PX, drawTree, TimeAxis, under, type Drawn, type Window } from '../../phylogeny/draw'
import { layout, type Layout } from '../../phylogeny/layout'
import type { Tree } from '../../phylogeny/tree'
import { speciesName } from '../../phylogeny/names'
import { count } from '../format'
import { useSize } from '../useSize'

interface Props {
  tree: Tree
  theme: string
  colorOf: (serial: number) => number | undefined
  family: ReadonlySet<number>
  choose: (node: number | null) => void
}

/** The visible part in fractions of the whole, so that it stays in place while the tree grows. */
interface Look {
  left: number
  right: number
  top: number
  bottom: number
}

const ALL: Look = { left: 0, right: 1, top: 0, bottom: 1 }

/** The last visible part, for a return from the curves. */
let lastLook = ALL

/**
 * The tree on a canvas: the wheel zooms (with Shift only along time), dragging moves, a double click shows everything,
 * a click selects a clade.
 */
export function Branches({ tree, theme, colorOf, family, choose }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<Drawn[]>([])
  const grip = useRef<{ x: number; y: number; look: Look; moved: boolean } | null>(null)
  const size = useSize(canvas)
  const laid = useMemo(() => layout(tree), [tree])
  const [look, setLook] = useState(lastLook)
  lastLook = look
  const [pointed, setPointed] = useState<{ node: number; x: number; y: number } | null>(null)

  useEffect(() => {
    const c = canvas.current
    const context = c?.getContext('2d')
    if (!c || !context || size.width === 0) return
    const ratio = Math.min(devicePixelRatio || 1, 2)
    c.width = size.width * ratio
    c.height = size.height * ratio
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    const css = getComputedStyle(c)
    const style = { line: css.getPropertyValue('--muted').trim(), text: css.getPropertyValue('--muted').trim(), font: `11px ${css.fontFamily}` }
    drawn.current = drawTree({ context, ...size }, tree, laid, windowOf(tree, laid, look), colorOf, family, style)
  }, [tree, laid, look, size, family, theme, colorOf])
  useEffect(() => {
    const c = canvas.current
    const wheel = (e: WheelEvent) => {
      e.preventDefault()
      const box = c!.getBoundingClientRect()
      setLook((l) => zoomed(l, (e.clientX - box.left) / box.width, (e.clientY - box.top) / (box.height - AXIS_PX), Math.exp((e.deltaY || e.deltaX) * 0.0015), e.shiftKey))
    }
    c?.addEventListener('wheel', wheel, { passive: false })
    return () => c?.removeEventListener('wheel', wheel)
  }, [])

  const at = (e: PointerEvent) => {
    const box = e.currentTarget.getBoundingClientRect()
    return { x: e.clientX - box.left, y: e.clientY - box.top }
  }
  const move = (e: PointerEvent) => {
    const p = at(e)
    const held = grip.current
    if (!held) {
      const node = under(drawn.current, p.x, p.y)
      setPointed(node === null ? null : { node, ...p })
      return
    }
    if (Math.hypot(p.x - held.x, p.y - held.y) > 4) held.moved = true
    if (held.moved) setLook(shifted(held.look, (held.x - p.x) / size.width, (held.y - p.y) / (size.height - AXIS_PX)))
  }
  const kin = pointed && tree.nodes[pointed.node]
  return (
    <div className="branches">
      <canvas ref={canvas} role="img" aria-label={`Phylogeny: ${laid.rows} living molbots, ${tree.nodes.length} on record since tick ${laid.from}`}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId)
          grip.current = { ...at(e), look, moved: false }
        }}
        onPointerMove={move}
        onPointerUp={(e) => {
          if (grip.current && !grip.current.moved) choose(under(drawn.current, at(e).x, at(e).y))
          grip.current = null
        }}
        onPointerLeave={() => setPointed(null)}
        onDoubleClick={() => setLook(ALL)} />
      {kin && (
        <p className="tip" style={{ left: Math.min(pointed.x + 12, Math.max(size.width - 210, 0)), top: Math.max(pointed.y - 44, 2) }}>
          {speciesName(tree.serials[pointed.node])} · {kin.id} · {count(tree.living[pointed.node])} living<br />born at tick {count(kin.born_at_tick)}
        </p>
      )}
    </div>
  )
}

function windowOf(tree: Tree, l: Layout, look: Look): Window {
  return {
    axis: new TimeAxis(l.from, tree.tick), left: look.left, right: look.right,
    top: look.top * l.rows, bottom: Math.max(look.bottom * l.rows, look.top * l.rows + 1),
  }
}

function zoomed(l: Look, x: number, y: number, factor: number, alongTime: boolean): Look {
  const [low, high, p] = alongTime ? [l.left, l.right, x] : [l.top, l.bottom, y]
  const span = Math.min(Math.max((high - low) * factor, 0.002), 1)
  const from = low + p * (high - low) - p * span
  const [a, b] = within(from, span)
  return alongTime ? { ...l, left: a, right: b } : { ...l, top: a, bottom: b }
}

function shifted(l: Look, dx: number, dy: number): Look {
  const [left, right] = within(l.left + dx * (l.right - l.left), l.right - l.left)
  const [top, bottom] = within(l.top + dy * (l.bottom - l.top), l.bottom - l.top)
  return { left, right, top, bottom }
}

function within(from: number, span: number): [number, number] {
  const start = Math.min(Math.max(from, 0), 1 - span)
  return [start, start + span]
}
