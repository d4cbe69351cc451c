import { APIError, call, explain, setToken } from '../api/client'
import { addNotice, dropNotice, setParam as withParam } from './reduce'
import { loadCycles, loadParams } from './session'
import type { Notice } from './state'
import { store } from './store'

/** What a person can do. Each action asks the API and says what came of it; none of them throws. */

let notices = 0
const NOTICE_MS = 9000

export function notify(tone: Notice['tone'], text: string, cycle?: string): void {
  const key = ++notices
  store.setState((s) => addNotice(s, { key, tone, text, cycle }))
  setTimeout(() => dismiss(key), NOTICE_MS)
}

export function dismiss(key: number): void {
  store.setState((s) => dropNotice(s, key))
}

export function askForToken(asking: boolean): void {
  store.setState({ asking })
}

/** Takes a token; an empty one gives it up. The next change will show whether it is good. */
export function enterToken(token: string): void {
  setToken(token)
  store.setState({ asking: false, access: 'unknown' })
}

async function change<T>(path: string, body: unknown): Promise<T | undefined> {
  try {
    const answer = await call<T>('POST', path, body)
    store.setState({ access: 'open' })
    return answer ?? ({} as T) // an empty answer is a yes
  } catch (err) {
    refused(err)
    return undefined
  }
}

function refused(err: unknown): void {
  const cycle = err instanceof APIError ? err.details.cycle_id : undefined
  if (err instanceof APIError && err.status === 401) store.setState({ access: 'locked', asking: true })
  if (err instanceof APIError && err.status === 403) store.setState({ access: 'locked' })
  notify('bad', explain(err), typeof cycle === 'string' ? cycle : undefined)
}

/** Forces a cycle. Returns its id, or undefined if it was refused. */
export async function trigger(reason: string): Promise<string | undefined> {
  const answer = await change<{ cycle_id: string }>('/api/evolution/trigger', reason ? { reason } : {})
  if (!answer) return undefined
  notify('good', `Started ${answer.cycle_id}.`, answer.cycle_id)
  void loadCycles().catch(() => undefined)
  return answer.cycle_id
}

/** Sets a parameter of the world. Returns whether it took. */
export async function setParam(name: string, value: number): Promise<boolean> {
  const answer = await change<unknown>('/api/world/params', { [name]: value })
  if (answer === undefined) {
    void loadParams().catch(() => undefined)
    return false
  }
  store.setState((s) => withParam(s, name, value))
  return true
}

export async function pauseOrResume(): Promise<void> {
  const paused = store.getState().stats?.paused ?? false
  if (await change<unknown>(paused ? '/api/world/resume' : '/api/world/pause', {})) patchLoop({ paused: !paused })
}

export async function step(count = 1): Promise<void> {
  await change<unknown>('/api/world/step', { count })
}

export async function setSpeed(speed: number): Promise<void> {
  if (await change<unknown>('/api/world/speed', { speed })) patchLoop({ speed })
}

export async function scatter(count: number): Promise<void> {
  if (await change<unknown>('/api/world/scatter', { count })) notify('good', `Scattered ${count} pieces of food.`)
}

function patchLoop(patch: { paused?: boolean; speed?: number }): void {
  store.setState(({ stats }) => (stats ? { stats: { ...stats, ...patch } } : {}))
}
