import type { State } from './state'

/** What the page asks the API for, again and again. */
export type Topic =
  | 'stats' | 'cycles' | 'evolution' | 'params' | 'snapshots' | 'mutations' | 'feed' | 'history' | 'checkpoints' | 'lineage' | 'layer'

/** How a question fares: loading, failing and ready are three states, and empty is a kind of ready. */
export interface QueryStatus {
  state: 'loading' | 'failing' | 'ready'
  /** Why it fails, in words. */
  why: string
  /** When the last good answer came [ms]; 0: never. */
  goodAt: number
  /** When the question that is open now was asked [ms]; 0: none is. */
  openSince: number
}

export type QueryStatuses = Partial<Record<Topic, QueryStatus>>

export const NOT_ASKED: QueryStatus = { state: 'loading', why: '', goodAt: 0, openSince: 0 }

/** A question that is open for this long is late [ms]. */
export const LATE_MS = 4000

/** The topics that every view of the page needs; a failing one of these means that the API is in trouble. */
const ESSENTIAL: Topic[] = ['stats', 'cycles', 'params', 'snapshots', 'mutations', 'evolution']

/** What is wrong with the answers of the API, or null. */
export function apiTrouble({ asked }: Pick<State, 'asked'>, now: number): { why: string; late: boolean } | null {
  const failing = ESSENTIAL.map((t) => asked[t]).find((a) => a?.state === 'failing')
  if (failing) return { why: failing.why, late: false }
  const late = ESSENTIAL.some((t) => asked[t] && asked[t].openSince > 0 && now - asked[t].openSince > LATE_MS)
  return late ? { why: 'The API takes long to answer.', late: true } : null
}
