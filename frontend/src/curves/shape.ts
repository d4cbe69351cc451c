import type { Preset } from '../route/route'
import type { Chart } from './charts'
import type { Range } from './plot'

/** How a person has shaped a curve: the part of the axis and the smoothing. */

/**
 * The number of points in the moving mean. Figures of a single period fluctuate by chance; the mean of several shows
 * the trend.
 */
export const SMOOTHINGS = { none: 1, light: 5, strong: 15 } as const
export type Smoothing = keyof typeof SMOOTHINGS

const RECENT_TICKS = 10_000
const LENGTHS_MS: Record<Exclude<Preset, 'recent'>, number> = { hour: 3_600_000, day: 86_400_000 }

/** The centred moving mean of a column; gaps stay gaps and are not counted. */
export function smooth(column: (number | null)[], points: number): (number | null)[] {
  if (points <= 1) return column
  const reach = Math.floor(points / 2)
  return column.map((v, i) => {
    if (v === null || v === undefined) return null
    let sum = 0
    let n = 0
    for (let k = Math.max(i - reach, 0); k <= Math.min(i + reach, column.length - 1); k++) {
      const x = column[k]
      if (x === null || x === undefined) continue
      sum += x
      n++
    }
    return sum / n
  })
}

/** A chart with smoothed lines; the ticks stay as they are. */
export function smoothed(chart: Chart, by: Smoothing): Chart {
  const [ticks, ...lines] = chart.columns
  return { ...chart, columns: [ticks, ...lines.map((l) => smooth(l, SMOOTHINGS[by]))] }
}

/** The range of ticks that a preset stands for now, by the time at which each row was recorded [ms]; null for all. */
export function rangeOfPreset(preset: Preset, rows: { tick: number; at: number }[], newest: number): Range {
  if (rows.length === 0) return null
  if (preset === 'recent') return [Math.max(newest - RECENT_TICKS, rows[0].tick), Math.max(newest, rows[0].tick + 1)]
  const last = rows[rows.length - 1]
  const first = rows.find((r) => r.at >= last.at - LENGTHS_MS[preset])
  return first && first.tick < last.tick ? [first.tick, last.tick] : null
}
