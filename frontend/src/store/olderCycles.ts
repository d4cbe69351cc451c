import type { Cycle } from '../wire/types'
import { pager } from './pager'
import { mergeCycles } from './reduce'

/** Brings older cycles into the store: a page each time. Says whether there may be more. */
export const loadOlderCycles = pager<Cycle>('/api/evolution/history?limit=100', (s) => s.cycles.length, mergeCycles)
