import type { Frame } from '../wire/frame'
import { wrapDelta, type Size } from './camera'

/** Farther than this in one frame is another molbot, not a move [px]. */
const MAX_STEP = 60

/** A frame's molbots with where each comes from, ready to be drawn at any moment between it and the next frame. */
export interface Bodies {
  count: number
  fromX: Float32Array
  fromY: Float32Array
  toX: Float32Array
  toY: Float32Array
  /** Where it faces [radians]. */
  heading: Float32Array
  /** Frames since this molbot was first seen. */
  seen: Uint16Array
  frame: Frame
}

/**
 * Motion tells which molbot of a frame is which of the one before, and moves them smoothly in between. Ids decide where
 * the format has them. Where it does not, colour and nearness do: a colour is inherited with mutation, so few share
 * one, and those who do are seldom within a step of each other.
 */
export class Motion {
  bodies: Bodies | null = null
  /** Places where a molbot vanished or appeared with the newest frame, as x, y, colour. */
  readonly gone: number[] = []
  readonly born: number[] = []
  /** For each molbot of the frame before, its place in the newest one, or -1. */
  private next = new Int32Array(0)
  private arrived = 0
  private interval = 33
  private smooth = true

  constructor(private world: Size) {}

  setWorld(world: Size): void {
    this.world = world
  }

  /** Turns interpolation off for people who asked for less motion. */
  setSmooth(smooth: boolean): void {
    this.smooth = smooth
  }

  /** Share of the way from the last frame to this one that is behind us at a time [ms]. */
  progress(now: number): number {
    return this.smooth ? Math.min((now - this.arrived) / this.interval, 1) : 1
  }

  /** Takes in a frame that arrived at a time [ms]. */
  push(frame: Frame, now: number): void {
    const before = this.bodies
    const share = before ? this.progress(now) : 1
    if (before) this.interval += 0.15 * (Math.min(Math.max(now - this.arrived, 8), 250) - this.interval)
    this.arrived = now
    const n = frame.count
    const next: Bodies = {
      count: n, frame,
      fromX: new Float32Array(n), fromY: new Float32Array(n), toX: frame.x, toY: frame.y,
      heading: new Float32Array(n), seen: new Uint16Array(n),
    }
    this.gone.length = 0
    this.born.length = 0
    const find = before ? finder(before, frame, this.world) : null
    const used = new Uint8Array(before ? before.count : 0)
    this.next = new Int32Array(used.length).fill(-1)
    for (let i = 0; i < n; i++) {
      const j = find ? find(i, used) : -1
      if (before && j >= 0) {
        used[j] = 1
        this.next[j] = i
        this.carry(before, j, next, i, share)
      } else {
        this.appear(next, i, before !== null)
      }
    }
    if (before) this.vanish(before, used)
    this.bodies = next
  }

  /** Where the i-th molbot of the frame before stands in the newest one; -1 if it is gone. */
  successor(i: number): number {
    return this.next[i] ?? -1
  }

  private carry(before: Bodies, j: number, next: Bodies, i: number, share: number): void {
    const { width, height } = this.world
    next.fromX[i] = before.fromX[j] + wrapDelta(before.fromX[j], before.toX[j], width) * share
    next.fromY[i] = before.fromY[j] + wrapDelta(before.fromY[j], before.toY[j], height) * share
    next.seen[i] = Math.min(before.seen[j] + 1, 65535)
    const dx = wrapDelta(before.toX[j], next.toX[i], width)
    const dy = wrapDelta(before.toY[j], next.toY[i], height)
    next.heading[i] = turn(before.heading[j], dx, dy)
  }

  private appear(next: Bodies, i: number, news: boolean): void {
    next.fromX[i] = next.toX[i]
    next.fromY[i] = next.toY[i]
    // Any heading will do until it moves; this one is the same in every frame that has it here.
    next.heading[i] = (next.toX[i] * 12.9898 + next.toY[i] * 78.233) % (2 * Math.PI)
    if (news) this.born.push(next.toX[i], next.toY[i], next.frame.color[i])
  }

  private vanish(before: Bodies, used: Uint8Array): void {
    for (let j = 0; j < before.count; j++) {
      if (!used[j]) this.gone.push(before.toX[j], before.toY[j], before.frame.color[j])
    }
  }
}

/** The heading after a step: it follows the step, faster the longer that is. */
export function turn(heading: number, dx: number, dy: number): number {
  const step = Math.hypot(dx, dy)
  if (step < 0.02) return heading
  const wanted = Math.atan2(dy, dx)
  return heading + wrapDelta(heading, wanted, 2 * Math.PI) * Math.min(0.15 + step * 0.3, 1)
}

type Find = (i: number, used: Uint8Array) => number

function finder(before: Bodies, frame: Frame, world: Size): Find {
  return before.frame.serials && frame.serials ? bySerial(before.frame.serials, frame.serials) : byLooks(before, frame, world)
}

function bySerial(old: Float64Array, serials: Float64Array): Find {
  const index = new Map<number, number>()
  old.forEach((serial, j) => index.set(serial, j))
  return (i) => index.get(serials[i]) ?? -1
}

// Colour alone: the type changes while a molbot lives, and only one of the formats has it.
function byLooks(before: Bodies, frame: Frame, world: Size): Find {
  const index = new Map<number, number[]>()
  for (let j = 0; j < before.count; j++) {
    const key = before.frame.color[j]
    const list = index.get(key)
    if (list) list.push(j)
    else index.set(key, [j])
  }
  return (i, used) => {
    let best = -1
    let least = MAX_STEP * MAX_STEP
    for (const j of index.get(frame.color[i]) ?? []) {
      if (used[j]) continue
      const dx = wrapDelta(before.toX[j], frame.x[i], world.width)
      const dy = wrapDelta(before.toY[j], frame.y[i], world.height)
      const d = dx * dx + dy * dy
      if (d < least) {
        least = d
        best = j
      }
    }
    return best
  }
}
