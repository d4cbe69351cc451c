import type { FeedMessage } from '../wire/types'
import { pager } from './pager'
import { addFeed } from './reduce'

/** Loads earlier lines of the feed into the store, a page at a time. Returns whether there may be more. */
export const loadOlderFeed = pager<FeedMessage>('/api/feed?limit=200', (s) => s.feed.length, addFeed)
