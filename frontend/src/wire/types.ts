/**
 * The data exchanged between the gateway and this page. The REST types are generated from gateway/openapi.yaml into
 * api.ts; this file gives them names for the rest of the page, and adds the few types that only the stream has.
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

/**
 * One line of the feed. The stream's times are seconds as a float or ISO 8601, and it may omit fields that REST has.
 */
export type FeedMessage = Pick<FeedEntry, 'agent' | 'message'> & {
  /** Its id in the stream feed:log. */
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

/** The body of every error response. */
export interface ErrorBody {
  error: { code: string; message: string; details?: Record<string, unknown> }
}
