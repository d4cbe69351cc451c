/**
 * What travels between the gateway and this page. The REST types are generated from gateway/openapi.yaml into api.ts; here
 * are their names for the rest of the page, and the few that only the stream has.
 */
import type { FeedEntry, LayerName as APILayerName, Stage } from './api'

export type {
  Ancestor, CanarySummary, Checkpoint, Cohort, Cycle, CycleStory, Evidence, EvolutionState, Explanation, Kin, Measure, Molbot, MolbotLife, Mutation,
  MutationStatus, Outcome, Param, Phylogeny, Snapshot, Stage, SystemStats, TelemetryRow, TimelineStep,
  TraitCensus, TraitLines, TrialSummary, VetReport,
} from './api'
export type { Layer as FieldLayer } from './api'
export type FieldName = APILayerName

/** Stages of a cycle, in order. */
export const STAGES = [
  'queued', 'observe', 'plan', 'code', 'vet', 'trial', 'approval', 'save', 'load', 'canary', 'done',
] as const satisfies readonly Stage[]

/** One line of the feed. The stream's times are float seconds or ISO 8601, and it may leave out what REST has. */
export type FeedMessage = Pick<FeedEntry, 'agent' | 'message'> & {
  /** Its place in the stream feed:log. */
  id?: string
  action?: string
  metadata?: Record<string, string>
  timestamp: number | string
}

/** What the model has written of an answer so far. */
export interface Draft {
  cycle_id: string
  step: 'plan' | 'code'
  attempt: number
  model: string
  text: string
}

/** The body of every refusal. */
export interface ErrorBody {
  error: { code: string; message: string; details?: Record<string, unknown> }
}
