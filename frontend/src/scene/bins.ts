import type { Frame } from '../wire/frame'
import { RAMPS } from './colors'

/**
 * A measure of molbots in bins of equal width: a label for each bin, and the position of the i-th molbot from 0 to 1.
 */
export interface Bins {
  labels: string[]
  ramp: number[]
  place(i: number): number
}

const BINS = 6

/** Nearly every molbot has less energy than this. */
const ENERGY_SHOWN = 120

export function energies(frame: Frame): Bins {
  return { labels: labels(0, ENERGY_SHOWN, true), ramp: RAMPS.ember, place: (i) => Math.min(frame.energy[i] / ENERGY_SHOWN, 1) }
}

/** Age in thousands of ticks, on a round scale that includes the oldest. */
export function ages(frame: Frame): Bins {
  const { age } = frame
  if (!age) return nothing('age unknown')
  const top = round(most(age, frame.count))
  return { labels: labels(0, top, false), ramp: RAMPS.tide, place: (i) => age[i] / top }
}

export function generations(frame: Frame): Bins {
  const { generation } = frame
  if (!generation) return nothing('generation unknown')
  let low = Infinity
  for (let i = 0; i < frame.count; i++) low = Math.min(low, generation[i])
  const high = most(generation, frame.count)
  if (!(high > low)) return { labels: [String(frame.count ? high : 0)], ramp: RAMPS.leaf, place: () => 0 }
  const bins = Math.min(BINS, high - low + 1)
  const edge = (b: number) => low + Math.ceil((b * (high - low + 1)) / bins)
  return {
    labels: Array.from({ length: bins }, (_, b) => span(edge(b), edge(b + 1) - 1)), ramp: RAMPS.leaf,
    place: (i) => (generation[i] - low) / (high - low + 1),
  }
}

function nothing(label: string): Bins {
  return { labels: [label], ramp: RAMPS.tide, place: () => 0 }
}

function most(values: ArrayLike<number>, count: number): number {
  let found = 0
  for (let i = 0; i < count; i++) if (values[i] > found) found = values[i]
  return found
}

/** A round number of at least v: 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten, times a number of bins. */
function round(v: number): number {
  const each = Math.max(v, BINS) / BINS
  const power = 10 ** Math.floor(Math.log10(each))
  const factor = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((f) => f * power >= each) ?? 10
  return factor * power * BINS
}

function labels(low: number, high: number, open: boolean): string[] {
  const step = (high - low) / BINS
  return Array.from({ length: BINS }, (_, b) => {
    const from = short(low + b * step)
    return open && b === BINS - 1 ? `${from} and more` : `${from} – ${short(low + (b + 1) * step)}`
  })
}

function span(from: number, to: number): string {
  return from >= to ? String(from) : `${from} – ${to}`
}

function short(v: number): string {
  return v >= 1000 ? `${+(v / 1000).toPrecision(3)} k` : String(+v.toPrecision(3))
}
