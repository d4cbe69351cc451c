import type { Frame } from '../wire/frame'
import { wrapDelta, type Size, type World } from './camera'
import { matcher } from './matcher'

/** Pictures of the past come once a second, where the stream sends thirty [ms]. */
const SLOWEST_MS = 1000

/**
 * A frame's molbots with their previous positions, so that they can be drawn at any moment between it and the next
 * frame.
 */
export interface Bodies {
  count: number
  fromX: Float32Array
  fromY: Float32Array
  toX: Float32Array
  toY: Float32Array
  /** The heading when the frame came, and the heading now [radians]; they differ by at most half a turn. */
  fromHeading: Float32Array
  heading: Float32Array
  /** Number of frames since this molbot was first seen. */
  seen: Uint16Array
  frame: Frame
}

/**
 * Matches the molbots of a frame to those of the previous one and moves them smoothly in between: by id where the
 * format has ids, otherwise by colour and distance.
 */
export class Motion {
  bodies: Bodies | null = null
  /** The frame before the newest one. */
  before: Bodies | null = null
  /** Indices in the newest frame of the new molbots, and indices in the previous frame of those that are gone. */
  readonly born: number[] = []
  readonly gone: number[] = []
  private readonly rooms: BodyBuffers[] = [new BodyBuffers(), new BodyBuffers()]
  /** For each molbot of the previous frame, its index in the newest one, or -1. */
  private next = new Int32Array(0)
  private arrived = 0
  private interval = 33
  private smooth = true

  private world: Size

  constructor(world: World) {
    this.world = wrapExtent(world)
  }

  setWorld(world: World): void {
    this.world = wrapExtent(world)
  }

  /** Turns interpolation off for people who prefer reduced motion. */
  setSmooth(smooth: boolean): void {
    this.smooth = smooth
  }

  /** The fraction of the way from the last frame to this one that has passed at a time [ms]. */
  progress(now: number): number {
    return this.smooth ? Math.min((now - this.arrived) / this.interval, 1) : 1
  }

  /** Takes a frame that arrived at a time [ms]. */
  push(frame: Frame, now: number): void {
    const before = this.bodies
    const share = before ? this.progress(now) : 1
    if (before) this.interval += 0.15 * (Math.min(Math.max(now - this.arrived, 8), SLOWEST_MS) - this.interval)
    this.arrived = now
    this.rooms.reverse() // the previous bodies are needed while the new ones are computed
    const next = this.rooms[0].bodies(frame)
    this.born.length = this.gone.length = 0
    const old = before?.count ?? 0
    if (this.next.length < old) this.next = new Int32Array(2 * old)
    this.next.fill(-1)
    const find = before ? matcher(before, frame, this.world) : null
    for (let i = 0; i < next.count; i++) {
      const j = find ? find(i, this.next) : -1
      if (before && j >= 0) {
        this.next[j] = i
        this.carry(before, j, next, i, share)
      } else {
        initBody(next, i)
        if (before) this.born.push(i)
      }
    }
    for (let j = 0; j < old; j++) if (this.next[j] < 0) this.gone.push(j)
    this.before = before
    this.bodies = next
  }

  /** The index in the newest frame of the i-th molbot of the previous frame; -1 if it is gone. */
  successor(i: number): number {
    return this.next[i] ?? -1
  }

  /** Starts from where it is currently drawn, on this side of the world's border. */
  private carry(before: Bodies, j: number, next: Bodies, i: number, share: number): void {
    const { width, height } = this.world
    const drawnX = before.fromX[j] + (before.toX[j] - before.fromX[j]) * share
    const drawnY = before.fromY[j] + (before.toY[j] - before.fromY[j]) * share
    next.fromX[i] = next.toX[i] - wrapDelta(drawnX, next.toX[i], width)
    next.fromY[i] = next.toY[i] - wrapDelta(drawnY, next.toY[i], height)
    next.seen[i] = Math.min(before.seen[j] + 1, 65535)
    const dx = wrapDelta(before.toX[j], next.toX[i], width)
    const dy = wrapDelta(before.toY[j], next.toY[i], height)
    const faced = before.fromHeading[j] + (before.heading[j] - before.fromHeading[j]) * share
    next.fromHeading[i] = faced % (2 * Math.PI)
    next.heading[i] = turn(next.fromHeading[i], dx, dy)
  }
}

/** The lengths of the ways around a world. Between walls there are none, so they count as infinite. */
function wrapExtent(world: World): Size {
  return world.walls ? { width: 1e9, height: 1e9 } : world
}

function initBody(next: Bodies, i: number): void {
  next.fromX[i] = next.toX[i]
  next.fromY[i] = next.toY[i]
  next.seen[i] = 0
  // Until it moves, any heading will do; this one is the same in every frame.
  next.fromHeading[i] = next.heading[i] = (next.toX[i] * 12.9898 + next.toY[i] * 78.233) % (2 * Math.PI)
}

/** The heading after a step: it turns towards the step, faster for a longer step. */
export function turn(heading: number, dx: number, dy: number): number {
  const step = Math.hypot(dx, dy)
  if (step < 0.02) return heading
  const wanted = Math.atan2(dy, dx)
  return heading + wrapDelta(heading, wanted, 2 * Math.PI) * Math.min(0.15 + step * 0.3, 1)
}

/** Memory for the bodies of one frame; two of these are used alternately. */
class BodyBuffers {
  private floats = Array.from({ length: 4 }, () => new Float32Array(0))
  private seen = new Uint16Array(0)

  bodies(frame: Frame): Bodies {
    const n = frame.count
    if (this.seen.length < n) {
      this.floats = this.floats.map(() => new Float32Array(n + (n >> 2) + 16))
      this.seen = new Uint16Array(this.floats[0].length)
    }
    const [fromX, fromY, fromHeading, heading] = this.floats
    return { count: n, frame, fromX, fromY, toX: frame.x, toY: frame.y, fromHeading, heading, seen: this.seen }
  }
}
