/**
 * What travels between the gateway and this page: the JSON of the Go structs in package genesis, under the same field
 * names. This file is the only place that spells them.
 */

export type Problem = 'starvation' | 'overpopulation' | 'low_diversity' | 'stagnation' | 'manual'
export type Severity = 'low' | 'medium' | 'high' | 'critical'
export type ActionType = 'new_trait' | 'modify_trait' | 'adjust_params'

/** Stages of a cycle, in order. */
export const STAGES = [
  'queued', 'observe', 'plan', 'code', 'vet', 'trial', 'save', 'load', 'canary', 'done',
] as const
export type Stage = (typeof STAGES)[number]

export type Outcome = 'applied' | 'rolled_back' | 'vetoed' | 'cancelled' | 'rejected' | 'failed'
export type MutationStatus = 'validated' | 'canary' | 'applied' | 'rolled_back' | 'failed' | 'retired'

export interface EvolutionTrigger {
  trigger_id: string
  problem_type: Problem
  severity: Severity
  affected_entities: string[] | null
  suggested_area: string
  snapshot_key: string
  reason?: string
  origin?: 'watcher' | 'user'
}

export interface EvolutionPlan {
  plan_id: string
  trigger_id: string
  action_type: ActionType
  description: string
  target_class?: string
  target_method?: string
  trait_name?: string
  params?: Record<string, number>
}

export interface Cycle {
  id: string
  world: string
  trigger: EvolutionTrigger
  stage: Stage
  outcome?: Outcome
  reason?: string
  model?: string
  plan?: EvolutionPlan
  mutation_ids: string[] | null
  attempts: number
  started_at: string
  ended_at?: string
  temporal_url?: string
}

export interface Mutation {
  id: string
  trait_name: string
  version: number
  status: MutationStatus
  file_path: string
  hash: string
  canonical_hash: string
  cycle_id: string
  plan_id: string
  model: string
  description: string
  problem: Problem
  parent?: string
  score: number
  error?: string
  created_at: string
  applied_at?: string
}

export interface TraitCensus {
  name: string
  version: number
  generated: boolean
  heritable: boolean
  bearers: number
  calls: number
  faults: number
  fuel_spent: number
  tripped: boolean
  last_fault?: string
  mutation_id?: string
}

export interface Snapshot {
  tick: number
  timestamp: string
  entity_count: number
  avg_energy: number
  births_last_period: number
  deaths_last_period: number
  death_starvation: number
  death_age: number
  death_collision: number
  death_other: number
  resource_density: number
  trait_diversity: number
  dominant_trait: string
  temperature: number
  production: number
  trait_hill: number
  max_entities: number
  traits: TraitCensus[] | null
  avg_generation: number
}

/** One row of GET /api/world/params: a parameter, its limits and its value now. */
export interface Param {
  name: string
  default: number
  min: number
  max: number
  unit: string
  live: boolean
  integer: boolean
  about: string
  value: number
}

export interface LoopStats {
  tick: number
  target_hz: number
  achieved_hz: number
  overruns: number
  tick_p50_ms: number
  tick_p99_ms: number
  carried_over: number
  paused: boolean
  speed: number
  entity_count: number
  resource_count: number
  registry_generation: number
  boot_id: string
  uptime_sec: number
  memory_bytes: number
  active_traits: number
}

/** One line of the feed. Pub/sub times are float seconds, streams and REST are ISO 8601; both may arrive here. */
export interface FeedMessage {
  /** Its place in the stream feed:log. */
  id?: string
  agent: string
  action?: string
  message: string
  metadata?: Record<string, string>
  timestamp: number | string
}

/** The body of every refusal. */
export interface ErrorBody {
  error: { code: string; message: string; details?: Record<string, unknown> }
}
