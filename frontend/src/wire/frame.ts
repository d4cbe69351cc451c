/**
 * A frame of /ws/world-stream as a struct of arrays. plain.ts decodes the specification's two formats: JSON below 200 molbots,
 * 16-byte binary from there on, which knows neither ids nor radii. rich.ts decodes genesis.v2.
 */

export interface Frame {
  tick: number
  count: number
  x: Float32Array
  y: Float32Array
  energy: Float32Array
  /** Body radius [px]; estimated from energy where the format does not carry it. */
  radius: Float32Array
  /** 0xRRGGBB */
  color: Uint32Array
  /** Row of the table of trait sets; 0 in JSON frames, which carry traits instead. */
  type: Uint16Array
  /** The table of trait sets, where the stream sends it; the specification's binary format leaves it to /api/world/types. */
  table: string[][] | null
  /** The numbers in the molbots' ids; null where the format leaves them out. */
  serials: Float64Array | null
  traits: string[][] | null
  dormant: Uint8Array
  /** Age [ticks] and generation; null where the format leaves them out. */
  age: Float32Array | null
  generation: Uint16Array | null
  foodCount: number
  foodX: Float32Array
  foodY: Float32Array
  foodAmount: Float32Array
  /** 0 leaf, 1 fruit, 2 carrion; 0 where the format leaves it out. */
  foodKind: Uint8Array
}

/** A message that does not follow the contract. */
export class WireError extends Error {}

/** A frame with room for so many molbots and pieces of food. */
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

/** Body radius [px] guessed from energy, for the format that leaves it out. */
export function radiusOf(energy: number): number {
  return 3.5 + 0.35 * Math.sqrt(Math.min(Math.max(energy, 0), 200))
}

/** The traits of a frame's i-th molbot; null where only /api/world/types could tell. */
export function traitsOf(frame: Frame, i: number): string[] | null {
  return frame.traits?.[i] ?? frame.table?.[frame.type[i]] ?? null
}

/** The number in mol_00a3f1; NaN, which equals nothing, for anything else. */
export function serialOf(id: string): number {
  return /^mol_[0-9a-f]{6,13}$/.test(id) ? parseInt(id.slice(4), 16) : NaN
}

/** Prints a serial as mol_00a3f1. */
export function molbotID(serial: number): string {
  return `mol_${serial.toString(16).padStart(6, '0')}`
}
