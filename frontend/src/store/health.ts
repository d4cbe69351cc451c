import { apiTrouble } from './queryStatus'
import type { State } from './state'

/** The state of the system: a tone for the colour, a word for people, and a sentence. */
export interface Health {
  tone: 'good' | 'warn' | 'bad'
  label: string
  detail: string
}

/** Frames come about 30 times a second; if none arrives for this long, something is wrong [ms]. */
const SILENCE_MS = 3000

export type HealthInput = Pick<State, 'link' | 'asked' | 'frameAt' | 'stats'> & { cycle?: State['cycles'][number] }

/** Judges the page's state at a time [ms]. The worst finding wins. */
export function health(s: HealthInput, now: number, online = true): Health {
  if (!online) return { tone: 'bad', label: 'Offline', detail: 'This device has no network. The page continues by itself when it is back.' }
  if (s.link.state === 'waiting') {
    const seconds = Math.max(0, Math.ceil((s.link.retryAt - now) / 1000))
    return { tone: 'bad', label: 'Reconnecting', detail: `No connection to the gateway. Next attempt in ${seconds} s.` }
  }
  if (s.link.state === 'connecting') return { tone: 'warn', label: 'Connecting', detail: 'Opening the world stream.' }
  const api = apiTrouble(s, now)
  if (api) {
    return api.late ? { tone: 'warn', label: 'API slow', detail: api.why }
      : { tone: 'bad', label: 'API failing', detail: `${api.why} The page will try again by itself.` }
  }
  const stats = s.stats
  if (stats?.engine === 'unknown') {
    return { tone: 'bad', label: 'Redis down', detail: 'Redis does not answer or takes no writes, so the state of the engine is unknown. The world keeps running.' }
  }
  if (stats && !stats.engine_up) {
    return { tone: 'bad', label: 'Engine down', detail: 'The engine does not report. The world continues when it is back.' }
  }
  if (stats?.paused) return { tone: 'warn', label: 'Paused', detail: 'The world is paused.' }
  if (now - s.frameAt > SILENCE_MS) {
    return { tone: 'warn', label: 'No frames', detail: 'Connected, but no picture of the world arrives.' }
  }
  if (!stats) return { tone: 'warn', label: 'Loading', detail: 'Connected. The first figures are on their way.' }
  return trouble(stats) ?? waiting(s.cycle) ?? { tone: 'good', label: 'Live', detail: `${stats.achieved_hz.toFixed(1)} ticks per second.` }
}

function trouble(stats: NonNullable<State['stats']>): Health | null {
  const starting = stats.starting?.[0]
  if (starting) return { tone: 'warn', label: 'Starting', detail: starting.text }
  const missing = stats.degraded ?? []
  if (missing.length > 0) {
    return { tone: 'warn', label: 'Degraded', detail: `Not answering: ${missing.join(', ')}. Everything else works.` }
  }
  const { achieved_hz: hz, target_hz: target } = stats
  if (target > 0 && hz < 0.9 * target) {
    return { tone: 'warn', label: 'Slow', detail: `${hz.toFixed(1)} of ${target.toFixed(1)} ticks per second.` }
  }
  return null
}

/** The newest cycle may be waiting for a model; the world does not wait for it. */
function waiting(cycle: HealthInput['cycle']): Health | null {
  if (!cycle || cycle.outcome || cycle.waiting !== 'model') return null
  return { tone: 'warn', label: 'Waiting for the model', detail: `${cycle.id} waits for ${cycle.model || 'the model'} to answer. The world keeps running.` }
}
