/**
 * A frame of /ws/world-stream as a struct of arrays. plain.ts decodes the specification's two formats: JSON below 200
 * molbots, and from there on 16-byte binary, which has neither ids nor radii. rich.ts decodes genesis.v2 and
 * genesis.v3.
 */

export interface Frame {
  tick: number
  count: number
  x: Float32Array
  y: Float32Array
  energy: Float32Array
  /** Body radius [px]; estimated from the energy where the format does not have it. */
  radius: Float32Array
  /** 0xRRGGBB */
  color: Uint32Array
  /** Row in the table of trait sets; 0 in JSON frames, which have traits instead. */
  type: Uint16Array
  /**
   * The table of trait sets, where the stream sends it; for the specification's binary format it is at
   * /api/world/types.
   */
  table: string[][] | null
  /** The numbers in the molbots' ids; null where the format omits them. */
  serials: Float64Array | null
  traits: string[][] | null
  dormant: Uint8Array
  /** Age [ticks] and generation; null where the format omits them. */
  age: Float32Array | null
  generation: Uint16Array | null
  foodCount: number
  foodX: Float32Array
  foodY: Float32Array
  foodAmount: Float32Array
  /** 0 leaf, 1 fruit, 2 carrion; 0 where the format omits it. */
  foodKind: Uint8Array
}

/** A message that breaks the contract. */
export class WireError extends Error {}

/** A frame with room for the given numbers of molbots and pieces of food. */
export function emptyFrame(tick: number, count: number, foodCount: number): Frame {
  const floats = (n: number) => new Float32Array(n)
  return {
    tick, count, foodCount,
    x: floats(count), y: floats(count), energy: floats(count), radius: floats(count),
    color: new Uint32Array(count), type: new Uint16Array(count), dormant: new Uint8Array(count),
    table: null, serials: null, traits: null, age: null, generation: null,
    foodX: floats(foodCount), foodY: floats(foodCount), foodAmount: floats(foodCount),
    foodKind: new Uint8Array(foodCount),
  }
}

/** Body radius [px] estimated from the energy, for the format that omits it. */
export function radiusOf(energy: number): number {
  return 3.5 + 0.35 * Math.sqrt(Math.min(Math.max(energy, 0), 200))
}

/** The traits of a frame's i-th molbot; null if they are only at /api/world/types. */
export function traitsOf(frame: Frame, i: number): string[] | null {
  return frame.traits?.[i] ?? frame.table?.[frame.type[i]] ?? null
}

/** The number in mol_00a3f1; NaN, which equals nothing, for anything else. */
export function serialOf(id: string): number {
  return /^mol_[0-9a-f]{6,13}$/.test(id) ? parseInt(id.slice(4), 16) : NaN
}

/** Formats a serial as mol_00a3f1. */
export function molbotID(serial: number): string {
  return `mol_${serial.toString(16).padStart(6, '0')}`
}
