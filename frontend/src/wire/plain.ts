import { emptyFrame, radiusOf, serialOf, WireError, type Frame } from './frame'

/** The specification's two formats of a frame. */

const HEADER_BYTES = 8
const ENTITY_BYTES = 16
const FOOD_BYTES = 12

/** Decodes the little-endian binary format. Throws WireError unless the length is exactly what the header says. */
export function decodeBinary(buffer: ArrayBuffer): Frame {
  if (buffer.byteLength < HEADER_BYTES) throw new WireError(`a frame of ${buffer.byteLength} bytes has no header`)
  const view = new DataView(buffer)
  const frame = emptyFrame(view.getUint32(0, true), view.getUint16(4, true), view.getUint16(6, true))
  const want = HEADER_BYTES + frame.count * ENTITY_BYTES + frame.foodCount * FOOD_BYTES
  if (buffer.byteLength !== want) throw new WireError(`a frame of ${buffer.byteLength} bytes, its header says ${want}`)
  let at = HEADER_BYTES
  for (let i = 0; i < frame.count; i++, at += ENTITY_BYTES) {
    frame.x[i] = view.getFloat32(at, true)
    frame.y[i] = view.getFloat32(at + 4, true)
    frame.energy[i] = view.getFloat32(at + 8, true)
    frame.radius[i] = radiusOf(frame.energy[i])
    frame.type[i] = view.getUint8(at + 12)
    frame.color[i] = (view.getUint8(at + 13) << 16) | (view.getUint8(at + 14) << 8) | view.getUint8(at + 15)
  }
  for (let i = 0; i < frame.foodCount; i++, at += FOOD_BYTES) {
    frame.foodX[i] = view.getFloat32(at, true)
    frame.foodY[i] = view.getFloat32(at + 4, true)
    frame.foodAmount[i] = view.getFloat32(at + 8, true)
  }
  return frame
}

interface EntityJSON {
  id: string
  x: number
  y: number
  energy: number
  radius: number
  color: string
  state: string
  traits: string[] | null
}

interface FrameJSON {
  tick: number
  entities: EntityJSON[] | null
  resources: { x: number; y: number; amount: number }[] | null
}

/** Decodes a message of type world_frame that has been parsed as JSON. */
export function decodeFrameJSON(message: FrameJSON): Frame {
  if (typeof message.tick !== 'number') throw new WireError('a world_frame without a tick')
  const entities = message.entities ?? []
  const food = message.resources ?? []
  const frame = emptyFrame(message.tick, entities.length, food.length)
  frame.serials = Float64Array.from(entities, (e) => serialOf(e.id))
  frame.traits = entities.map((e) => e.traits ?? [])
  entities.forEach((e, i) => {
    frame.x[i] = e.x
    frame.y[i] = e.y
    frame.energy[i] = e.energy
    frame.radius[i] = e.radius > 0 ? e.radius : radiusOf(e.energy)
    frame.color[i] = parseColor(e.color)
    frame.dormant[i] = e.state === 'dormant' ? 1 : 0
  })
  food.forEach((f, i) => {
    frame.foodX[i] = f.x
    frame.foodY[i] = f.y
    frame.foodAmount[i] = f.amount
  })
  return frame
}

/** Parses #RRGGBB; returns white for anything else, so that a bad colour is visible and harmless. */
export function parseColor(text: string): number {
  return /^#[0-9a-fA-F]{6}$/.test(text) ? parseInt(text.slice(1), 16) : 0xffffff
}
