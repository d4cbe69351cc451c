import type { Link } from '../api/stream'
import type { QueryStatuses } from './queryStatus'
import type { Cut } from '../phylogeny/clades'
import type { Tree } from '../phylogeny/tree'
import type { SensedThing } from '../scene/sensed'
import type {
  Checkpoint, Cycle, Draft, Evidence, EvolutionState, FeedMessage, Mutation, Param, Snapshot, SystemStats, TelemetryRow,
} from '../wire/types'
import { firstView, type View } from './view'

/** One line of the feed with its own key and its time [ms]. */
export interface FeedLine extends FeedMessage {
  key: string
  time: number
}

/** A notice that a person should read now. */
export interface Notice {
  key: number
  tone: 'info' | 'good' | 'bad'
  text: string
  cycle?: string
}

/** A question that a person must confirm before something is done. */
export interface Question {
  title: string
  text: string
  yes: string
  act: () => void
}

/** Whether changes are allowed: unknown until the API has answered. */
export type Access = 'unknown' | 'open' | 'locked'

/** How long ticks took, as the loop reported at a tick [ms]. */
export interface TickTime {
  tick: number
  p50: number
  p99: number
}

export interface State extends View {
  link: Link
  /** The state of each polled request. */
  asked: QueryStatuses
  /** Tick and time [ms] of the newest frame; 0 before the first. */
  tick: number
  frameAt: number
  population: number
  food: number
  stats: SystemStats | null
  params: Param[]
  cycles: Cycle[]
  mutations: Mutation[]
  feed: FeedLine[]
  snapshots: Snapshot[]
  /** Older data as means, thinned out, oldest first. */
  history: TelemetryRow[]
  tickTimes: TickTime[]
  evolution: EvolutionState | null
  /** Kept checkpoints, newest first; null until somebody looks at them. */
  checkpoints: Checkpoint[] | null
  /** What the model is writing or last wrote. */
  draft: Draft | null
  /** The readings of each canary so far, oldest first. */
  readings: Record<string, Evidence[]>
  tree: Tree | null
  clades: Cut | null
  /** The number of views that currently need the phylogeny, or the checkpoints. */
  treeWanted: number
  checkpointsWanted: number
  /** What the selected molbot has sensed, while it is explained. */
  sensed: readonly SensedThing[]
  notices: Notice[]
  question: Question | null
  access: Access
  /** Whether the page asks for the token. */
  asking: boolean
}

export const initial: State = {
  ...firstView,
  link: { state: 'connecting' },
  asked: {},
  tick: 0,
  frameAt: 0,
  population: 0,
  food: 0,
  stats: null,
  params: [],
  cycles: [],
  mutations: [],
  feed: [],
  snapshots: [],
  history: [],
  tickTimes: [],
  evolution: null,
  checkpoints: null,
  draft: null,
  readings: {},
  tree: null,
  clades: null,
  treeWanted: 0,
  checkpointsWanted: 0,
  sensed: [],
  notices: [],
  question: null,
  access: 'unknown',
  asking: false,
}
