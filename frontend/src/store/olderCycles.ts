import { callPage } from '../api/client'
import type { Cycle } from '../wire/types'
import { mergeCycles } from './reduce'
import { store } from './store'

/** The next page of the history, as the last answer's Link header named it; null: begin at the newest. */
let next: string | null = null

/** Brings older cycles into the store: a page each time. Says whether there may be more. */
export async function loadOlderCycles(): Promise<'idle' | 'end' | 'failed'> {
  try {
    const known = store.getState().cycles.length
    do {
      const page = await callPage<Cycle[]>(next ?? '/api/evolution/history?limit=100')
      store.setState((s) => mergeCycles(s, page.answer ?? []))
      next = page.next
    } while (next && store.getState().cycles.length === known)
    return next ? 'idle' : 'end'
  } catch {
    return 'failed'
  }
}
