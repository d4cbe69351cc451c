import type { FeedMessage } from '../wire/types'
import { pager } from './pager'
import { addFeed } from './reduce'

/** Brings older lines of the feed into the store: a page each time. Says whether there may be more. */
export const loadOlderFeed = pager<FeedMessage>('/api/feed?limit=200', (s) => s.feed.length, addFeed)
