import type { Frame } from '../wire/frame'
import { wrapDelta, type Size } from './camera'
import type { Bodies } from './motion'

/** A greater distance within one frame means another molbot, not a move [px]. */
const MAX_STEP = 60

/**
 * How many molbots of the previous frame are skipped in the search for the next one; so many may die between two
 * frames.
 */
const SKIP = 8

/**
 * Finds the index in the previous frame of the i-th molbot of a frame, or -1. Call it for i = 0, 1, 2 …; taken marks
 * the indices found so far with anything but -1.
 */
export type Find = (i: number, taken: Int32Array) => number

export function matcher(before: Bodies, frame: Frame, world: Size): Find {
  const old = before.frame.serials
  return old && frame.serials ? bySerial(old, frame.serials) : byAppearance(before, frame, world)
}

/**
 * Matches by serial. Frames with the same keyframe list their molbots in the same order, so the next one is nearly
 * always right after the last one found, or a little further. An index over all is built only for the few others.
 */
function bySerial(old: Float64Array, serials: Float64Array): Find {
  let hint = 0
  let index: Map<number, number> | null = null
  return (i) => {
    const wanted = serials[i]
    for (let j = hint; j < Math.min(hint + SKIP, old.length); j++) {
      if (old[j] !== wanted) continue
      hint = j + 1
      return j
    }
    index ??= indexOf(old)
    const j = index.get(wanted) ?? -1
    if (j >= 0) hint = j + 1
    return j
  }
}

function indexOf(serials: Float64Array): Map<number, number> {
  const index = new Map<number, number>()
  for (let j = 0; j < serials.length; j++) index.set(serials[j], j)
  return index
}

/**
 * Matches by colour and distance. Colour is inherited with mutation, so few molbots share one. The type would not do:
 * it changes while a molbot lives, and only one of the formats has it.
 */
function byAppearance(before: Bodies, frame: Frame, world: Size): Find {
  const index = new Map<number, number[]>()
  for (let j = 0; j < before.count; j++) {
    const list = index.get(before.frame.color[j])
    if (list) list.push(j)
    else index.set(before.frame.color[j], [j])
  }
  return (i, taken) => {
    let best = -1
    let least = MAX_STEP * MAX_STEP
    for (const j of index.get(frame.color[i]) ?? []) {
      if (taken[j] >= 0) continue
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
