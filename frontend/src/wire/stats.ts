import type { LoopStats } from './types'

/** GET /api/stats: the loop's figures, and how the parts fare. */
export interface SystemStats extends LoopStats {
  world: string
  engine: 'running' | 'paused' | 'down'
  engine_up: boolean
  parts: Record<string, 'up' | 'down'>
  /** Parts that do not answer. */
  degraded: string[] | null
  model: string
  model_provider: string
  temporal_ui_url: string
  needs_token: boolean
  viewers: number
}
