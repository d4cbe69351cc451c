import { wrapDelta, type World } from './camera'
import type { Mark } from './effects'

/** The distance between two points of the path [px], and the maximum number of points. */
const STEP_PX = 6
const MAX_POINTS = 160

const COLOR = 0xffd166

/** The path that one molbot has taken since it was first watched. */
export class Trail {
  private serial = -1
  private points: { x: number; y: number }[] = []

  /** Adds its current position and returns the path as marks. Another molbot starts a new path. */
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
