import type { State } from './state'

/** The topics that the page polls from the API. */
export type Topic =
  | 'stats' | 'cycles' | 'evolution' | 'params' | 'snapshots' | 'mutations' | 'feed' | 'history' | 'checkpoints' | 'lineage' | 'layer'

/** The state of a request: loading, failing or ready; an empty answer counts as ready. */
export interface QueryStatus {
  state: 'loading' | 'failing' | 'ready'
  /** Why it fails, as a sentence. */
  why: string
  /** When the last good answer arrived [ms]; 0: never. */
  goodAt: number
  /** When the pending request was sent [ms]; 0: none is pending. */
  openSince: number
}

export type QueryStatuses = Partial<Record<Topic, QueryStatus>>

export const NOT_ASKED: QueryStatus = { state: 'loading', why: '', goodAt: 0, openSince: 0 }

/** A request that is pending for this long is late [ms]. */
export const LATE_MS = 4000

/** The topics that every view of the page needs; if one of them fails, the API is in trouble. */
const ESSENTIAL: Topic[] = ['stats', 'cycles', 'params', 'snapshots', 'mutations', 'evolution']

/** What is wrong with the API's answers, or null. */
export function apiTrouble({ asked }: Pick<State, 'asked'>, now: number): { why: string; late: boolean } | null {
  const failing = ESSENTIAL.map((t) => asked[t]).find((a) => a?.state === 'failing')
  if (failing) return { why: failing.why, late: false }
  const late = ESSENTIAL.some((t) => asked[t] && asked[t].openSince > 0 && now - asked[t].openSince > LATE_MS)
  return late ? { why: 'The API is slow to answer.', late: true } : null
}
