import { setToken } from '../api/client'
import { change, notify } from './change'
import { loadCheckpoints, loadParams } from './load'
import { setParam as withParam } from './reduce'
import { store } from './store'

/** What a person can do to the world. */

export function askForToken(asking: boolean): void {
  store.setState({ asking })
}

/** Takes a token; an empty one gives it up. The next change will show whether it is good. */
export function enterToken(token: string): void {
  setToken(token)
  store.setState({ asking: false, access: 'unknown' })
}

/** Changes of parameters go one after the other, so that the last one that was asked for is the last to take. */
let settings: Promise<unknown> = Promise.resolve()

/** Sets a parameter of the world. Returns whether it took. */
export function setParam(name: string, value: number): Promise<boolean> {
  const set = settings.then(() => postParam(name, value))
  settings = set
  return set
}

async function postParam(name: string, value: number): Promise<boolean> {
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

export async function spawn(count: number): Promise<void> {
  if (await change<unknown>('/api/world/spawn', { count })) notify('good', `${count} founders have come.`)
}

export async function front(celsius: number): Promise<void> {
  const what = celsius < 0 ? `A cold front of ${-celsius} °C` : `A warm front of ${celsius} °C`
  if (await change<unknown>('/api/world/front', { celsius })) notify('good', `${what} comes over the world.`)
}

export async function checkpoint(): Promise<void> {
  if (!(await change<unknown>('/api/world/checkpoint', {}))) return
  notify('good', 'The world is saved.')
  void loadCheckpoints().catch(() => undefined)
}

export async function restore(tick: number): Promise<void> {
  if (await change<unknown>('/api/world/restore', { tick })) notify('good', `The world is back at tick ${tick.toLocaleString('en')}.`)
}

function patchLoop(patch: { paused?: boolean; speed?: number }): void {
  store.setState(({ stats }) => (stats ? { stats: { ...stats, ...patch } } : {}))
}
