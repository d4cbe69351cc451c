import type { Link } from '../api/stream'
import type { SystemStats } from '../wire/stats'
import type { Cycle, FeedMessage, Mutation, Param, Snapshot } from '../wire/types'

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

/** Who may change things: unknown until the API has said so. */
export type Access = 'unknown' | 'open' | 'locked'

export interface State {
  link: Link
  /** false once a poll went unanswered. */
  answering: boolean
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
  notices: Notice[]
  access: Access
  /** The page asks for the token. */
  asking: boolean
}

export const initial: State = {
  link: { state: 'connecting' },
  answering: true,
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
  notices: [],
  access: 'unknown',
  asking: false,
}
