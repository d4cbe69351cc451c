import { APIError, call, explain } from '../api/client'
import { addNotice, dropNotice } from './reduce'
import type { Notice } from './state'
import { store } from './store'

/** Functions that send a change to the API and report the result; none of them throws. */

let notices = 0
/** Success messages disappear by themselves; errors are shown for longer [ms]. */
const NOTICE_MS = { info: 30_000, good: 9000, bad: 20_000 }

export function notify(tone: Notice['tone'], text: string, cycle?: string): void {
  const key = ++notices
  store.setState((s) => addNotice(s, { key, tone, text, cycle }))
  setTimeout(() => dismiss(key), NOTICE_MS[tone])
}

export function dismiss(key: number): void {
  store.setState((s) => dropNotice(s, key))
}

/** Posts a change whose error is shown where it was requested, such as in a dialog, and not in a notice. */
export async function attempt<T>(path: string, body: unknown): Promise<{ answer?: T; why: string }> {
  try {
    const answer = await call<T>('POST', path, body)
    store.setState({ access: 'open' })
    return { answer: answer ?? ({} as T), why: '' }
  } catch (err) {
    access(err)
    return { why: explain(err) }
  }
}

/** Posts a change. Returns the answer, or undefined if it was rejected, in which case the person has been told. */
export async function change<T>(path: string, body: unknown): Promise<T | undefined> {
  try {
    const answer = await call<T>('POST', path, body)
    store.setState({ access: 'open' })
    return answer ?? ({} as T) // an empty answer means success
  } catch (err) {
    refused(err)
    return undefined
  }
}

function refused(err: unknown): void {
  const cycle = err instanceof APIError ? err.details.cycle_id : undefined
  access(err)
  notify('bad', explain(err), typeof cycle === 'string' ? cycle : undefined)
}

/** An error may say that changes need the token. */
function access(err: unknown): void {
  if (err instanceof APIError && err.status === 401) store.setState({ access: 'locked', asking: true })
  if (err instanceof APIError && err.status === 403) store.setState({ access: 'locked' })
}
