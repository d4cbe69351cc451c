import type { Cycle } from '../wire/types'
import { cycleName, cycleSentence } from './words'

export interface Highlight {
  id: string
  name: string
  sentence: string
}

/** How many are shown; the rest is in the list. */
const MAX_HIGHLIGHTS = 5

/** How interesting each outcome is. */
const WEIGHT: Record<string, number> = { applied: 3, rolled_back: 2, failed: 2, vetoed: 1, rejected: 1, cancelled: 0 }

/** The most interesting cycles that ended after a time [ms], newest first. */
export function highlights(cycles: Cycle[], since: number): Highlight[] {
  const ended = cycles.filter((c) => c.outcome && c.ended_at && Date.parse(c.ended_at) > since)
  return ended
    .map((c, i) => ({ c, i }))
    .sort((a, b) => WEIGHT[b.c.outcome!] - WEIGHT[a.c.outcome!] || a.i - b.i)
    .slice(0, MAX_HIGHLIGHTS)
    .sort((a, b) => a.i - b.i)
    .map(({ c }) => ({ id: c.id, name: cycleName(c), sentence: cycleSentence(c) }))
}
