import { withMinusSigns } from '../panels/format'
import { feedTime } from '../wire/message'
import type { Cycle, CycleStory, Evidence, FeedMessage, Mutation, Param, Snapshot, SystemStats, TraitCensus } from '../wire/types'
import type { FeedLine, Notice, State } from './state'

/** Pure functions from one state to the next. They return only what changes. */

export const FEED_LINES = 2000
export const SNAPSHOTS = 240
const NOTICES = 3

/** Adds feed lines in order of time without duplicates: REST and the stream both deliver some of them. */
export function addFeed(state: Pick<State, 'feed'>, messages: FeedMessage[]): Pick<State, 'feed'> {
  const known = new Set(state.feed.map((l) => l.key))
  const fresh: FeedLine[] = []
  for (const m of messages) {
    const time = lineTime(m)
    const key = m.id ?? `${time}|${m.agent}|${m.message}`
    if (known.has(key)) continue
    known.add(key)
    fresh.push({ ...m, key, time })
  }
  if (fresh.length === 0) return { feed: state.feed }
  const feed = [...state.feed, ...fresh].sort((a, b) => a.time - b.time || sequence(a.id) - sequence(b.id))
  return { feed: feed.slice(-FEED_LINES) }
}

/** A Redis stream id, such as 1763873041337-2, starts with the time in ms; the timestamp has seconds only. */
function lineTime(m: FeedMessage): number {
  const ms = Number(m.id?.split('-')[0])
  return Number.isFinite(ms) ? ms : feedTime(m.timestamp)
}

function sequence(id: string | undefined): number {
  return Number(id?.split('-')[1]) || 0
}

/** Merges a page of cycles, newest first, and keeps earlier ones that are not on the page. */
export function mergeCycles(state: Pick<State, 'cycles'>, page: Cycle[]): Pick<State, 'cycles'> {
  const fresh = new Map(page.map((c) => [c.id, c]))
  const older = state.cycles.filter((c) => !fresh.has(c.id))
  const cycles = [...page, ...older].sort((a, b) => startedAt(b) - startedAt(a) || b.id.localeCompare(a.id))
  return { cycles }
}

function startedAt(c: Cycle): number {
  return Date.parse(c.started_at) || 0
}

/**
 * Merges snapshots in order of tick without duplicates. A tick that went back means another world, so everything starts
 * anew.
 */
export function mergeSnapshots(state: Pick<State, 'snapshots'>, page: Snapshot[]): Pick<State, 'snapshots'> {
  const sorted = [...page].sort((a, b) => a.tick - b.tick)
  const last = sorted.at(-1)
  const kept = last && state.snapshots.some((s) => s.tick > last.tick) ? [] : state.snapshots
  const fresh = new Set(sorted.map((s) => s.tick))
  const all = [...kept.filter((s) => !fresh.has(s.tick)), ...sorted].sort((a, b) => a.tick - b.tick)
  return { snapshots: all.slice(-SNAPSHOTS) }
}

/** Records the readings of some cycles' canaries without duplicates; a cycle's details include earlier ones. */
export function addReadings(state: Pick<State, 'readings'>, cycles: Pick<CycleStory, 'id' | 'canary'>[], before: Evidence[] = []): Pick<State, 'readings'> {
  let { readings } = state
  for (const { id, canary } of cycles) {
    const known = readings[id] ?? []
    const told = canary ? [...before, canary] : before
    const fresh = told.filter((r, i) => told.findIndex((t) => t.tick === r.tick) === i && !known.some((k) => k.tick === r.tick))
    if (fresh.length === 0) continue
    const all = [...known, ...fresh.map(({ tick, benefit, harm }) => ({ tick, benefit, harm }))]
    readings = { ...readings, [id]: all.sort((a, b) => a.tick - b.tick) }
  }
  return { readings }
}

const TICK_TIMES = 900

/** Records how long ticks take. A tick that went back means another world, so everything starts anew. */
export function addTickTime(state: Pick<State, 'tickTimes'>, stats: SystemStats): Pick<State, 'tickTimes'> {
  const last = state.tickTimes.at(-1)?.tick ?? -1
  if (stats.tick === last) return { tickTimes: state.tickTimes }
  const kept = stats.tick < last ? [] : state.tickTimes
  return { tickTimes: [...kept, { tick: stats.tick, p50: stats.tick_p50_ms, p99: stats.tick_p99_ms }].slice(-TICK_TIMES) }
}

/** Sets one parameter's value as soon as the API has accepted it. */
export function setParam(state: Pick<State, 'params'>, name: string, value: number): Pick<State, 'params'> {
  return { params: state.params.map((p) => (p.name === name ? { ...p, value } : p)) }
}

export function addNotice(state: Pick<State, 'notices'>, notice: Notice): Pick<State, 'notices'> {
  return { notices: [...state.notices.filter((n) => n.text !== notice.text), notice].slice(-NOTICES) }
}

export function dropNotice(state: Pick<State, 'notices'>, key: number): Pick<State, 'notices'> {
  return { notices: state.notices.filter((n) => n.key !== key) }
}

/** A trait that lives in the world: its latest census, and the record of its mutation if it was generated. */
export interface LivingTrait {
  census: TraitCensus | null
  mutation: Mutation | null
  name: string
  version: number
}

/** The traits of the newest snapshot and those applied since, most bearers first. */
export function livingTraits(state: Pick<State, 'snapshots' | 'mutations'>): LivingTrait[] {
  const records = new Map(state.mutations.map((m) => [`${m.trait_name}_v${m.version}`, m]))
  const traits: LivingTrait[] = []
  for (const census of state.snapshots.at(-1)?.traits ?? []) {
    const key = `${census.name}_v${census.version}`
    traits.push({ census, mutation: records.get(key) ?? null, name: census.name, version: census.version })
    records.delete(key)
  }
  for (const m of records.values()) {
    if (m.status !== 'applied' && m.status !== 'canary') continue
    traits.push({ census: null, mutation: m, name: m.trait_name, version: m.version })
  }
  return traits.sort((a, b) => (b.census?.bearers ?? 0) - (a.census?.bearers ?? 0) || a.name.localeCompare(b.name))
}

/** Checks a value against a parameter's limits. Returns null or what is wrong with it. */
export function checkParam(p: Param, value: number): string | null {
  if (!Number.isFinite(value)) return 'That is not a number.'
  if (value < p.min || value > p.max) return `It must be between ${withMinusSigns(String(p.min))} and ${withMinusSigns(String(p.max))}.`
  if (p.integer && !Number.isInteger(value)) return 'It must be a whole number.'
  return null
}

/** The generated traits in the world as name_vN, newest first. */
export function generatedTraits(state: Pick<State, 'mutations'>): string[] {
  return state.mutations
    .filter((m) => m.status === 'applied' || m.status === 'canary')
    .sort((a, b) => (b.applied_at ?? b.created_at).localeCompare(a.applied_at ?? a.created_at))
    .map((m) => `${m.trait_name}_v${m.version}`)
}
