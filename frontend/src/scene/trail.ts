import { wrapDelta, type World } from './camera'
import type { Mark } from './effects'

/** A point of the way is kept for each so many px, and so many of them. */
const STEP_PX = 6
const MAX_POINTS = 160

const COLOR = 0xffd166

/** The way that one molbot has come since it is watched. */
export class Trail {
  private serial = -1
  private points: { x: number; y: number }[] = []

  /** Adds where it is now, and returns the way as marks. Another molbot begins another way. */
  of(serial: number, at: { x: number; y: number }, now: number, world: World): Mark[] {
    if (serial !== this.serial) {
      this.serial = serial
      this.points = []
    }
    const last = this.points.at(-1)
    if (!last || Math.hypot(wrapDelta(last.x, at.x, world.width), wrapDelta(last.y, at.y, world.height)) >= STEP_PX) {
      this.points.push({ x: at.x, y: at.y })
      if (this.points.length > MAX_POINTS) this.points.shift()
    }
    return this.points.slice(1).map((to, i) => {
      const from = this.points[i]
      return {
        shape: 'beam' as const, x: from.x, y: from.y, dx: wrapDelta(from.x, to.x, world.width), dy: wrapDelta(from.y, to.y, world.height),
        color: COLOR, from: 0.7, to: 0.7, at: now, life: 1,
      }
    })
  }
}
