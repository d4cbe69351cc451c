import { callPage } from '../api/client'
import type { FeedMessage } from '../wire/types'
import { addFeed } from './reduce'
import { store } from './store'

/** The page of the feed before the oldest one that is known, as the last answer's Link header named it; null: begin at the newest. */
let next: string | null = null

/** Brings older lines of the feed into the store: a page each time. Says whether there may be more. */
export async function loadOlderFeed(): Promise<'idle' | 'end' | 'failed'> {
  try {
    const known = store.getState().feed.length
    do {
      const page = await callPage<FeedMessage[]>(next ?? '/api/feed?limit=200')
      store.setState((s) => addFeed(s, page.answer ?? []))
      next = page.next
    } while (next && store.getState().feed.length === known)
    return next ? 'idle' : 'end'
  } catch {
    return 'failed'
  }
}
