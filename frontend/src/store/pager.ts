import { callPage } from '../api/client'
import type { State } from './state'
import { store } from './store'

/**
 * Makes a function that brings older entries of a list into the store, a page each time, and says whether there may be more. It begins at
 * first, the newest page; from then on the last answer's Link header names the next page. Pages with nothing new are passed over.
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
