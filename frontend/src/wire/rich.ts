import { emptyFrame, WireError, type Frame } from './frame'

/**
 * The binary messages of the subprotocol genesis.v2: a keyframe each second, deltas in between, in 64 tiles. A delta
 * builds on its keyframe alone. gateway/WIRE.md has the layout.
 */

const HEAD_BYTES = 32
const BODY_BYTES = 20
const CHANGE_BYTES = 5
const FOOD_BYTES = 5
const KEYFRAME = 1
const DELTA = 2
const GONE = 0xffff
const FOOD_UNCHANGED = 0xffffffff
const TILES = 64

/** The molbots and the food of one tile. Positions and radii are in the wire's units until they are drawn. */
interface Tile {
  /** The keyframe's molbots, then those born since. */
  bodies: Body[]
  /** How many of the bodies the keyframe had. */
  keyed: number
  keyFood: Food
  food: Food
}

interface Body {
  serial: number
  x: number
  y: number
  energy: number
  radius: number
  type: number
  color: number
  dormant: boolean
}

type Food = { x: number; y: number; amount: number }[]

const nothing = (): Tile => ({ bodies: [], keyed: 0, keyFood: [], food: [] })

/** Follows one connection's keyframes and deltas. */
export class RichDecoder {
  private tiles = Array.from({ length: TILES }, nothing)
  private keyframe = -1
  private types: string[][] = []

  /** Takes the table that a molbot's type is a row of. */
  setTypes(types: string[][] | null): void {
    this.types = types ?? []
  }

  /**
   * Takes a message and returns the picture, or null if none is to be drawn yet. Throws WireError for what breaks the
   * contract.
   */
  decode(buffer: ArrayBuffer): Frame | null {
    try {
      return this.take(new Reader(buffer))
    } catch (err) {
      if (err instanceof RangeError) throw new WireError('a scene that ends too early')
      throw err
    }
  }

  private take(r: Reader): Frame | null {
    const kind = r.u8()
    const version = r.u8()
    if (version !== 2 || (kind !== KEYFRAME && kind !== DELTA)) throw new WireError(`a scene of kind ${kind}, version ${version}`)
    const keyframe = r.u16()
    const unit = r.f32()
    const tick = r.u64()
    const sent = r.mask()
    const inView = r.mask()
    if (keyframe !== this.keyframe) {
      if (kind === DELTA) return null // its keyframe has not come; the next one will
      this.tiles = Array.from({ length: TILES }, nothing)
      this.keyframe = keyframe
    }
    for (let t = 0; t < TILES; t++) {
      if (!sent(t)) continue
      this.tiles[t] = kind === KEYFRAME ? readTile(r) : changeTile(r, this.tiles[t])
    }
    r.end()
    const shown = this.tiles.filter((_, t) => inView(t))
    return shown.length === 0 ? null : this.picture(tick, unit, shown)
  }

  private picture(tick: number, unit: number, tiles: Tile[]): Frame {
    const bodies = tiles.flatMap((t) => t.bodies).filter((b) => b.x !== GONE || b.y !== GONE)
    const food = tiles.flatMap((t) => t.food)
    const frame = emptyFrame(tick, bodies.length, food.length)
    frame.serials = new Float64Array(bodies.length)
    frame.table = this.types
    bodies.forEach((b, i) => {
      frame.serials![i] = b.serial
      frame.x[i] = b.x * unit
      frame.y[i] = b.y * unit
      frame.energy[i] = b.energy
      frame.radius[i] = b.radius / 8
      frame.type[i] = b.type
      frame.color[i] = b.color
      frame.dormant[i] = b.dormant ? 1 : 0
    })
    food.forEach((f, i) => {
      frame.foodX[i] = f.x * unit
      frame.foodY[i] = f.y * unit
      frame.foodAmount[i] = f.amount
    })
    return frame
  }
}

function readTile(r: Reader): Tile {
  const bodies = readBodies(r, r.u32())
  const food = readFood(r, r.u32())
  return { bodies, keyed: bodies.length, keyFood: food, food }
}

function changeTile(r: Reader, tile: Tile): Tile {
  r.need(tile.keyed * CHANGE_BYTES)
  const bodies = tile.bodies.slice(0, tile.keyed)
  for (const b of bodies) {
    b.x = r.u16()
    b.y = r.u16()
    b.energy = r.u8()
  }
  bodies.push(...readBodies(r, r.u32()))
  const count = r.u32()
  return { ...tile, bodies, food: count === FOOD_UNCHANGED ? tile.keyFood : readFood(r, count) }
}

function readBodies(r: Reader, count: number): Body[] {
  r.need(count * BODY_BYTES)
  return Array.from({ length: count }, () => ({
    serial: r.u64(), x: r.u16(), y: r.u16(), energy: r.u8(), radius: r.u8(), type: r.u16(),
    color: (r.u8() << 16) | (r.u8() << 8) | r.u8(), dormant: (r.u8() & 1) === 1,
  }))
}

function readFood(r: Reader, count: number): Food {
  r.need(count * FOOD_BYTES)
  return Array.from({ length: count }, () => ({ x: r.u16(), y: r.u16(), amount: r.u8() }))
}

/** Reads little-endian numbers off a buffer, one after the other. */
class Reader {
  private at = 0
  private readonly view: DataView

  constructor(buffer: ArrayBuffer) {
    if (buffer.byteLength < HEAD_BYTES) throw new WireError(`a scene of ${buffer.byteLength} bytes has no head`)
    this.view = new DataView(buffer)
  }

  /** Refuses a count that the rest can't hold, before anything of that size is made. */
  need(bytes: number): void {
    if (bytes > this.view.byteLength - this.at) throw new WireError('a scene that ends too early')
  }

  end(): void {
    const left = this.view.byteLength - this.at
    if (left !== 0) throw new WireError(`a scene with ${left} bytes too many`)
  }

  u8(): number {
    return this.view.getUint8(this.at++)
  }

  u16(): number {
    this.at += 2
    return this.view.getUint16(this.at - 2, true)
  }

  u32(): number {
    this.at += 4
    return this.view.getUint32(this.at - 4, true)
  }

  f32(): number {
    this.at += 4
    return this.view.getFloat32(this.at - 4, true)
  }

  /** Exact up to 2⁵³, which serials and ticks stay far below. */
  u64(): number {
    const low = this.u32()
    return low + this.u32() * 2 ** 32
  }

  mask(): (tile: number) => boolean {
    const low = this.u32()
    const high = this.u32()
    return (tile) => (((tile < 32 ? low : high) >>> (tile % 32)) & 1) === 1
  }
}
