import type { Link } from '../api/stream'
import type { QueryStatuses } from './queryStatus'
import type { Cut } from '../phylogeny/clades'
import type { Tree } from '../phylogeny/tree'
import type { SensedThing } from '../scene/sensed'
import type {
  Checkpoint, Cycle, Draft, Evidence, EvolutionState, FeedMessage, Mutation, Param, Snapshot, SystemStats, TelemetryRow,
} from '../wire/types'
import { firstView, type View } from './view'

/** One line of the feed with a key of its own and its time in ms. */
export interface FeedLine extends FeedMessage {
  key: string
  time: number
}

/** Something that a person should read now. */
export interface Notice {
  key: number
  tone: 'info' | 'good' | 'bad'
  text: string
  cycle?: string
}

/** Something that a person is asked before it is done. */
export interface Question {
  title: string
  text: string
  yes: string
  act: () => void
}

/** Who may change things: unknown until the API has said so. */
export type Access = 'unknown' | 'open' | 'locked'

/** How long a tick took, as the loop told at a tick [ms]. */
export interface TickTime {
  tick: number
  p50: number
  p99: number
}

export interface State extends View {
  link: Link
  /** How each question to the API fares. */
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
  /** Means of longer ago, thinned out, oldest first. */
  history: TelemetryRow[]
  tickTimes: TickTime[]
  evolution: EvolutionState | null
  /** Kept checkpoints, newest first; null until somebody looks. */
  checkpoints: Checkpoint[] | null
  /** What the model is writing, or has written last. */
  draft: Draft | null
  /** The readings of each canary that were seen, oldest first. */
  readings: Record<string, Evidence[]>
  tree: Tree | null
  clades: Cut | null
  /** Parts of the page that need the phylogeny, or the checkpoints, now. */
  treeWanted: number
  checkpointsWanted: number
  /** What the picked molbot has sensed, while it is explained. */
  sensed: readonly SensedThing[]
  notices: Notice[]
  question: Question | null
  access: Access
  /** The page asks for the token. */
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
