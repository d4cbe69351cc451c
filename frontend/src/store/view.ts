import type { FieldData, LayerName } from '../scene/layers'
import type { MolbotFilter } from '../scene/molbotFilter'
import type { ColorBy, LegendRow } from '../scene/painter'
import type { Picked } from '../scene/scene'
import type { Stars } from './stars'

/** What a person has chosen to see, and what the scene tells of it. */
export interface View {
  colorBy: ColorBy
  layer: LayerName | null
  /** Channel of the scent. */
  channel: number
  /** The chosen layer, once the API has told it. */
  field: (FieldData & { unit: string }) | null
  /** Lit for good, by a click; and for as long as the pointer is there, which goes first. */
  light: MolbotFilter | null
  hover: MolbotFilter | null
  legend: LegendRow[]
  picked: Picked | null
  /** Serial of a molbot that a panel wants to be shown. */
  wanted: number | null
  zoomed: boolean
  /** What a click on the world does, if it does not pick. */
  tool: Tool | null
  /** Whether the way of the picked molbot is drawn. */
  traced: boolean
  stars: Stars
}

/** What a person can put where the pointer is. */
export type Tool = 'food' | 'founders' | 'warm' | 'cold'

export const firstView: View = {
  colorBy: 'kin', layer: null, channel: 0, field: null, light: null, hover: null, legend: [], picked: null, wanted: null,
  zoomed: false, tool: null, traced: false, stars: {},
}
