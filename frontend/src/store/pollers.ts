import { QueryObserver } from '@tanstack/react-query'
import { APIError, call, explain } from '../api/client'
import { queryClient } from '../api/queryClient'
import { cut } from '../phylogeny/clades'
import { treeOf } from '../phylogeny/tree'
import type {
  Checkpoint, Cycle, EvolutionState, FeedMessage, FieldLayer, Mutation, Param, Phylogeny, Snapshot, SystemStats, TelemetryRow,
} from '../wire/types'
import { NOT_ASKED, type QueryStatus, type Topic } from './queryStatus'
import { addFeed, addReadings, addTickTime, mergeCycles, mergeSnapshots } from './reduce'
import type { State } from './state'
import { store } from './store'

/** A polled request: how often [ms], its path, whether anybody needs it, and what its answer changes. */
export interface Poller {
  topic: Topic
  every: number
  needed?: (s: State) => boolean
  ask: (signal: AbortSignal) => Promise<() => void>
}

/** After a failure a request is repeated after this long, or after its own interval if that is shorter [ms]. */
const RETRY_MS = 5000

const get = <T>(path: string, signal: AbortSignal) => call<T>('GET', path, undefined, signal)

/** Creates a polling loop over one path, whose answer goes into the store. */
function poll<T>(topic: Topic, every: number, path: (s: State) => string, take: (s: State, answer: T) => Partial<State>, needed?: Poller['needed']): Poller {
  let taken: unknown = null
  return {
    topic, every, needed,
    async ask(signal) {
      const asked = path(store.getState())
      const answer = await get<T>(asked, signal)
      return () => {
        if (answer === taken || asked !== path(store.getState())) return // unchanged, or no longer wanted
        taken = answer
        store.setState((s) => take(s, answer))
      }
    },
  }
}

/**
 * The first request loads a whole page; later ones load only the newest entries, as long as those overlap with the
 * known ones.
 */
const CYCLES = { all: 30, newest: 4 }
const SNAPSHOTS = { all: 120, newest: 4 }
const NODES = 3000
const CELLS = 50

/**
 * All polling loops of the page. The stream says when a cycle or a mutation has changed (see session.ts), so these
 * intervals are only the longest time for which a change can go unnoticed. Together they cost less than 10 kB/s;
 * e2e/traffic.e2e.ts measures it.
 */
export const POLLERS: Poller[] = [
  poll<SystemStats>('stats', 1500, () => '/api/stats', (s, stats) => ({ stats, ...addTickTime(s, stats) })),
  poll<Cycle[]>('cycles', 4000, (s) => `/api/evolution/history?limit=${cyclesNeeded(s)}`,
    (s, page) => ({ ...mergeCycles(s, page ?? []), ...addReadings(s, page ?? []) })),
  poll<EvolutionState>('evolution', 5000, () => '/api/evolution/state', (_, evolution) => ({ evolution })),
  poll<Param[]>('params', 10_000, () => '/api/world/params', (_, params) => ({ params: params ?? [] })),
  poll<Snapshot[]>('snapshots', 5000, (s) => `/api/world/snapshots?limit=${snapshotsNeeded(s)}`,
    (s, page) => mergeSnapshots(s, page ?? [])),
  poll<Mutation[]>('mutations', 15_000, () => '/api/mutations?limit=100', (_, mutations) => ({ mutations: mutations ?? [] })),
  poll<FeedMessage[]>('feed', 60_000, (s) => `/api/feed?limit=${s.feed.length > 0 ? 10 : 100}`, (s, page) => addFeed(s, page ?? [])),
  poll<TelemetryRow[]>('history', 240_000, () => '/api/world/history?points=600', (_, history) => ({ history: history ?? [] })),
  poll<Checkpoint[]>('checkpoints', 15_000, () => '/api/world/checkpoints', (_, checkpoints) => ({ checkpoints: checkpoints ?? [] }),
    (s) => s.checkpointsWanted > 0),
  poll<Phylogeny>('lineage', 12_000, () => `/api/world/lineage?max_nodes=${NODES}`, (s, answer) => {
    const tree = treeOf(answer)
    return { tree, clades: cut(tree, s.clades) }
  }, (s) => s.treeWanted > 0),
  poll<FieldLayer>('layer', 6000, layerPath, ({ layer }, f) => ({
    field: { layer: layer!, cols: f.cols, rows: f.rows, min: f.low, max: f.high, values: f.values, unit: f.unit },
  }), (s) => s.layer !== null && s.layer !== 'resources'),
]

/** The page may have been hidden, or the world taken back, so that the newest few entries would leave a gap. */
function snapshotsNeeded(s: State): number {
  return s.snapshots.length < 2 * SNAPSHOTS.newest || isStale(s, 'snapshots') ? SNAPSHOTS.all : SNAPSHOTS.newest
}

/** Whether the last good answer is so old that much may have happened since. */
function isStale(s: State, topic: Topic): boolean {
  return Date.now() - (s.asked[topic]?.goodAt ?? 0) > 15_000
}

/** Cycles run one at a time, so a few of the newest suffice once the rest is known; unfinished ones are among them. */
function cyclesNeeded(s: State): number {
  const { cycles } = s
  if (cycles.length === 0 || isStale(s, 'cycles')) return CYCLES.all
  const unfinished = cycles.findLastIndex((c) => !c.outcome)
  return Math.min(Math.max(CYCLES.newest, unfinished + 2), CYCLES.all)
}

function layerPath({ layer, channel }: State): string {
  return `/api/world/layers/${layer}?cols=${CELLS}${layer === 'scent' ? `&channel=${channel}` : ''}`
}

/** Polls one request, records its state in the store, and returns a function that stops it. */
export function start(loop: Poller): () => void {
  const { topic } = loop
  const options = () => ({
    queryKey: [topic],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const take = await loop.ask(signal)
      take()
      return Date.now()
    },
    enabled: loop.needed?.(store.getState()) ?? true,
    refetchInterval: (q: { state: { status: string } }) => (q.state.status === 'error' ? Math.min(loop.every, RETRY_MS) : loop.every),
    refetchIntervalInBackground: false,
  })
  const observer = new QueryObserver(queryClient, options())
  let openSince = 0
  const stop = observer.subscribe((r) => {
    openSince = r.fetchStatus === 'idle' ? 0 : openSince || Date.now()
    const failing = r.status === 'error' || r.failureCount > 0
    setAsked(topic, {
      state: failing ? 'failing' : r.status === 'success' ? 'ready' : 'loading', why: failing ? explain(r.error ?? r.failureReason) : '',
      goodAt: r.dataUpdatedAt, openSince,
    })
  })
  let enabled = options().enabled
  const forget = loop.needed && store.subscribe((s) => {
    const wanted = loop.needed!(s)
    if (wanted === enabled) return
    enabled = wanted
    observer.setOptions(options())
    if (wanted) void reload(topic)
  })
  return () => {
    forget?.()
    stop()
    observer.destroy()
  }
}

function setAsked(topic: Topic, next: QueryStatus): void {
  const was = store.getState().asked[topic] ?? NOT_ASKED
  if (was.state === next.state && was.why === next.why && was.goodAt === next.goodAt && was.openSince === next.openSince) return
  store.setState((s) => ({ asked: { ...s.asked, [topic]: next } }))
}

/** Repeats a request at once, unless it is pending. A failure is recorded in the store's asked. */
export async function reload(...topics: Topic[]): Promise<void> {
  await Promise.all(topics.map((topic) => queryClient.refetchQueries({ queryKey: [topic] }, { cancelRefetch: false })))
}

/** Repeats every request that is needed at the moment. */
export function reloadAll(): void {
  void queryClient.refetchQueries({ type: 'active' }, { cancelRefetch: false })
}

/** Whether an error only says that the page cancelled the request. */
export function cancelled(err: unknown): boolean {
  return err instanceof APIError && err.code === 'cancelled'
}
