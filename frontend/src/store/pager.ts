import { callPage } from '../api/client'
import type { State } from './state'
import { store } from './store'

/**
 * Returns a function that loads earlier entries of a list into the store, a page at a time, and reports whether there
 * may be more. It begins at first, the newest page; after that, the Link header of the last answer leads to the next
 * page. Pages without new entries are skipped.
 */
export function pager<T>(first: string, known: (s: State) => number, add: (s: State, page: T[]) => Partial<State>) {
  let next: string | null = null
  return async (): Promise<'idle' | 'end' | 'failed'> => {
    try {
      const before = known(store.getState())
      do {
        const page: { answer: T[]; next: string | null } = await callPage<T[]>(next ?? first)
        store.setState((s) => add(s, page.answer ?? []))
        next = page.next
      } while (next && known(store.getState()) === before)
      return next ? 'idle' : 'end'
    } catch {
      return 'failed'
    }
  }
}
