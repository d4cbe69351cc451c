import { call } from '../api/client'
import { cut } from '../phylogeny/clades'
import { treeOf } from '../phylogeny/tree'
import type {
  Checkpoint, Cycle, CycleStory, EvolutionState, FeedMessage, FieldLayer, Mutation, Param, Phylogeny, Snapshot, SystemStats, TelemetryRow,
} from '../wire/types'
import { addFeed, addReadings, addTickTime, mergeCycles, mergeSnapshots } from './reduce'
import { store } from './store'

/** The questions that the page asks the API, each of which takes the answer into the store. */

export async function loadStats(): Promise<void> {
  const stats = await call<SystemStats>('GET', '/api/stats')
  store.setState((s) => ({ stats, ...addTickTime(s, stats) }))
}

export async function loadCycles(): Promise<void> {
  const page = await call<Cycle[]>('GET', '/api/evolution/history?limit=30')
  store.setState((s) => ({ ...mergeCycles(s, page ?? []), ...addReadings(s, page ?? []) }))
}

export async function loadEvolution(): Promise<void> {
  store.setState({ evolution: await call<EvolutionState>('GET', '/api/evolution/state') })
}

/** A cycle with its steps and the model's words. */
export async function loadStory(id: string): Promise<void> {
  const story = await call<CycleStory>('GET', `/api/evolution/cycles/${encodeURIComponent(id)}`)
  store.setState((s) => ({ stories: { ...s.stories, [id]: story }, ...addReadings(s, [story], story.readings) }))
}

export async function loadParams(): Promise<void> {
  const params = await call<Param[]>('GET', '/api/world/params')
  store.setState({ params: params ?? [] })
}

export async function loadSnapshots(): Promise<void> {
  const page = await call<Snapshot[]>('GET', '/api/world/snapshots?limit=120')
  store.setState((s) => mergeSnapshots(s, page ?? []))
}

export async function loadHistory(): Promise<void> {
  store.setState({ history: (await call<TelemetryRow[]>('GET', '/api/world/history?points=600')) ?? [] })
}

export async function loadMutations(): Promise<void> {
  const mutations = await call<Mutation[]>('GET', '/api/mutations?limit=100')
  store.setState({ mutations: mutations ?? [] })
}

export async function loadFeed(): Promise<void> {
  const messages = await call<FeedMessage[]>('GET', '/api/feed?limit=100')
  store.setState((s) => addFeed(s, messages ?? []))
}

const NODES = 6000

export async function loadTree(): Promise<void> {
  const tree = treeOf(await call<Phylogeny>('GET', `/api/world/lineage?max_nodes=${NODES}`))
  store.setState((s) => ({ tree, clades: cut(tree, s.clades) }))
}

/** The chosen layer of the world; resources are in every frame. */
export async function loadField(): Promise<void> {
  const { layer, channel } = store.getState()
  if (layer === null || layer === 'resources') return
  const query = layer === 'scent' ? `?cols=80&channel=${channel}` : '?cols=80'
  const f = await call<FieldLayer>('GET', `/api/world/layers/${layer}${query}`)
  const now = store.getState()
  if (now.layer !== layer || now.channel !== channel) return // another one was chosen in the meantime
  store.setState({ field: { layer, cols: f.cols, rows: f.rows, min: f.low, max: f.high, values: f.values, unit: f.unit } })
}

export async function loadCheckpoints(): Promise<void> {
  store.setState({ checkpoints: (await call<Checkpoint[]>('GET', '/api/world/checkpoints')) ?? [] })
}
