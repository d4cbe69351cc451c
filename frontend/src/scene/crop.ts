import type { Frame } from '../wire/frame'
import type { Size } from './camera'
import type { FieldData } from './layers'

const CELLS = 48

/** The energy of the food in the world as a field: each piece spreads over its cell and the eight around it. */
export function crop(frame: Frame, world: Size): FieldData {
  const cols = CELLS
  const rows = Math.max(Math.round((CELLS * world.height) / world.width), 1)
  const values = new Float32Array(cols * rows)
  for (let i = 0; i < frame.foodCount; i++) {
    const col = Math.floor((frame.foodX[i] / world.width) * cols)
    const row = Math.floor((frame.foodY[i] / world.height) * rows)
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const weight = (dx === 0 ? 2 : 1) * (dy === 0 ? 2 : 1) / 16
        const at = wrapped(row + dy, rows) * cols + wrapped(col + dx, cols)
        values[at] += frame.foodAmount[i] * weight
      }
    }
  }
  return { layer: 'resources', cols, rows, min: 0, max: Math.max(values.reduce((a, b) => Math.max(a, b), 0), 1), values }
}

function wrapped(i: number, n: number): number {
  return ((i % n) + n) % n
}
