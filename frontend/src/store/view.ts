import type { FieldData, LayerName } from '../scene/layers'
import type { MolbotFilter } from '../scene/molbotFilter'
import type { ColorBy, LegendRow } from '../scene/painter'
import type { Picked } from '../scene/scene'
import type { Stars } from './stars'

/** What a person has chosen to see, and what the scene reports about it. */
export interface View {
  colorBy: ColorBy
  layer: LayerName | null
  /** Channel of the scent layer. */
  channel: number
  /** The data of the selected layer, once the API has sent it. */
  field: (FieldData & { unit: string }) | null
  /** Highlighted by a click, until it is cleared; and by the pointer, which takes precedence while it is there. */
  light: MolbotFilter | null
  hover: MolbotFilter | null
  legend: LegendRow[]
  picked: Picked | null
  /** Serial of a molbot that a panel wants the scene to show. */
  wanted: number | null
  zoomed: boolean
  /** The tool that a click on the world uses, if it does not select a molbot. */
  tool: Tool | null
  /** Whether the path of the selected molbot is drawn. */
  traced: boolean
  stars: Stars
}

/** What a person can add at the pointer. */
export type Tool = 'food' | 'founders' | 'warm' | 'cold'

export const firstView: View = {
  colorBy: 'kin', layer: null, channel: 0, field: null, light: null, hover: null, legend: [], picked: null, wanted: null,
  zoomed: false, tool: null, traced: false, stars: {},
}
