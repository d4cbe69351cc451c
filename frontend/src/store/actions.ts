import { setToken } from '../api/client'
import { plural } from '../panels/format'
import { change, notify } from './change'
import { reload } from './pollers'
import { setParam as withParam } from './reduce'
import { store } from './store'
import type { Tool } from './view'

/** Actions on the world. */

export function askForToken(asking: boolean): void {
  store.setState({ asking })
}

/** Stores a token; an empty one removes it. The next change will show whether it is valid. */
export function enterToken(token: string): void {
  setToken(token)
  store.setState({ asking: false, access: 'unknown' })
}

/** Changes of parameters are sent one after the other, so that the last requested value is the last one set. */
let settings: Promise<unknown> = Promise.resolve()

/** Sets a parameter of the world. Returns whether it was accepted. */
export function setParam(name: string, value: number): Promise<boolean> {
  const set = settings.then(() => postParam(name, value))
  settings = set
  return set
}

async function postParam(name: string, value: number): Promise<boolean> {
  const answer = await change<unknown>('/api/world/params', { [name]: value })
  if (answer === undefined) {
    void reload('params')
    return false
  }
  store.setState((s) => withParam(s, name, value))
  return true
}

/** Someone who has confirmed once that the world may stop for all viewers is not asked again during this visit. */
let agreed = false

/** Pauses or resumes the world. If others are watching, it asks before the world stops for all of them. */
export function pauseOrResume(): void {
  const { stats } = store.getState()
  const others = (stats?.viewers ?? 1) - 1
  if (stats?.paused || others < 1 || agreed) return void setPaused(!stats?.paused)
  store.setState({
    question: {
      title: 'Pause the world?', yes: 'Pause it for everybody',
      text: `${plural(others, 'other viewer')} ${others === 1 ? 'watches' : 'watch'} this world, and it would stop for ${others === 1 ? 'both of you' : 'all of you'}.`,
      act: () => {
        agreed = true
        void setPaused(true)
      },
    },
  })
}

async function setPaused(wanted: boolean): Promise<void> {
  const paused = !wanted
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
  if (await change<unknown>('/api/world/spawn', { count })) notify('good', `Added ${count} founders.`)
}

export async function front(celsius: number): Promise<void> {
  const what = celsius < 0 ? `A cold front of −${-celsius} °C` : `A warm front of +${celsius} °C`
  if (await change<unknown>('/api/world/front', { celsius })) notify('good', `${what} moves over the world.`)
}

/** What a tool adds where a person clicks. */
const PUTS: Record<Tool, { path: string; body: object; done: string }> = {
  food: { path: '/api/world/scatter', body: { count: 40 }, done: 'Added 40 pieces of food.' },
  founders: { path: '/api/world/spawn', body: { count: 5 }, done: 'Added 5 founders.' },
  warm: { path: '/api/world/front', body: { celsius: 12 }, done: 'Added a front that is 12 °C warmer and moves east.' },
  cold: { path: '/api/world/front', body: { celsius: -12 }, done: 'Added a front that is 12 °C colder and moves east.' },
}

/** Uses the current tool at a place of the world [px]. */
export async function putWith(tool: Tool, x: number, y: number): Promise<void> {
  const { path, body, done } = PUTS[tool]
  const at = path.endsWith('front') ? { x } : { x, y }
  if (await change<unknown>(path, { ...body, ...at })) notify('good', done)
}

export async function checkpoint(): Promise<void> {
  if (!(await change<unknown>('/api/world/checkpoint', {}))) return
  notify('good', 'The world was saved.')
  void reload('checkpoints')
}

export async function restore(tick: number): Promise<void> {
  if (!(await change<unknown>('/api/world/restore', { tick }))) return
  notify('good', `The world is back at tick ${tick.toLocaleString('en')}.`)
  void reload('stats', 'snapshots', 'history', 'params', 'mutations', 'checkpoints')
}

/** Starts a new world; the checkpoints of the old one are kept. */
export async function reset(seed: number): Promise<void> {
  if (!(await change<unknown>('/api/world/reset', { seed }))) return
  notify('good', `Started a new world with seed ${seed}.`)
  void reload('stats', 'snapshots', 'history', 'params', 'mutations', 'checkpoints')
}

function patchLoop(patch: { paused?: boolean; speed?: number }): void {
  store.setState(({ stats }) => (stats ? { stats: { ...stats, ...patch } } : {}))
}
