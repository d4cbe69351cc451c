import type { Cycle } from '../wire/types'
import { pager } from './pager'
import { mergeCycles } from './reduce'

/** Loads earlier cycles into the store, a page at a time. Returns whether there may be more. */
export const loadOlderCycles = pager<Cycle>('/api/evolution/history?limit=100', (s) => s.cycles.length, mergeCycles)
