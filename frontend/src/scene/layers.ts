import { RAMPS } from './colors'

/** A field over the world in coarse cells, row by row from the north. */
export interface FieldData {
  layer: LayerName
  cols: number
  rows: number
  min: number
  max: number
  values: ArrayLike<number>
}

export type LayerName = 'resources' | 'temperature' | 'scent' | 'fertility'

/** The colour ramp of each layer, from its least value to its greatest. */
export const LAYER_RAMPS: Record<LayerName, number[]> = {
  resources: [0x10251a, 0x2f7a3f, 0xb8f26b],
  temperature: [0x2a5bd7, 0x53b7e8, 0xe9efe2, 0xffb04d, 0xe0402f],
  scent: RAMPS.ember,
  fertility: [0x3b2a1a, 0x6b6a2a, 0x59b04a, 0xc8f27a],
}
