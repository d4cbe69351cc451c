import { WireError, type Frame } from './frame'
import { FrameRing } from './ring'
import { Reader } from './reader'
import { Tile, type Place } from './tile'

/**
 * The binary messages of the subprotocols genesis.v2 (a keyframe each second, deltas in between, in 64 tiles; a delta
 * depends on its keyframe only) and genesis.v3 (steps from the previous scene, and keyframes relative to it).
 * gateway/WIRE.md has the layout.
 */

const HEAD_BYTES = 32
const KEYFRAME = 1
const DELTA = 2
/** The first byte of a step and of a rekey. */
export const STEP = 5
export const REKEY = 6
const TILES = 64

/** Decodes one connection's keyframes and deltas. A returned frame is valid until three more have come. */
export class RichDecoder {
  private tiles = Array.from({ length: TILES }, () => new Tile())
  private before = Array.from({ length: TILES }, () => new Tile())
  private unit = 1
  private readonly frames = new FrameRing()
  private keyframe = -1
  private types: string[][] = []

  /** Takes the table of trait sets, whose rows are the molbots' types. */
  setTypes(types: string[][] | null): void {
    this.types = types ?? []
  }

  /**
   * Takes a message and returns the picture, or null if none is to be drawn yet. Throws WireError if the message breaks
   * the contract; then the next keyframe restores the picture.
   */
  decode(buffer: ArrayBuffer): Frame | null {
    if (buffer.byteLength < HEAD_BYTES) throw new WireError(`a scene of ${buffer.byteLength} bytes has no head`)
    try {
      return this.take(new Reader(buffer))
    } catch (err) {
      this.keyframe = -1
      if (err instanceof RangeError) throw new WireError('a scene that ends too early')
      throw err
    }
  }

  private take(r: Reader): Frame | null {
    const kind = r.u8()
    const version = r.u8()
    if (version === 3 && kind === STEP) return this.step(r)
    if (version === 3 && kind === REKEY) return this.rekey(r)
    if (version !== 2 || (kind !== KEYFRAME && kind !== DELTA)) throw new WireError(`a scene of kind ${kind}, version ${version}`)
    const keyframe = r.u16()
    const unit = r.f32()
    const tick = r.u64()
    this.unit = unit
    const sent = r.mask()
    const inView = r.mask()
    if (keyframe !== this.keyframe) {
      if (kind === DELTA) return null // its keyframe has not arrived; the next one will
      for (const tile of this.tiles) tile.empty()
      this.keyframe = keyframe
    }
    for (let t = 0; t < TILES; t++) {
      if (!sent(t)) continue
      if (kind === KEYFRAME) this.tiles[t].key(r)
      else this.tiles[t].change(r)
    }
    r.end()
    const shown = this.tiles.filter((_, t) => inView(t))
    return shown.length === 0 ? null : this.picture(tick, unit, shown)
  }

  private step(r: Reader): Frame | null {
    const keyframe = r.u16()
    const phase = r.u32() & 0xff
    const tick = r.u64()
    const sent = r.mask()
    const births = r.mask()
    const food = r.mask()
    if (keyframe !== this.keyframe) return null // its keyframe was not decoded; a complete one will follow
    for (let t = 0; t < TILES; t++) if (sent(t)) this.tiles[t].step(r, phase, births(t), food(t))
    r.end()
    return this.picture(tick, this.unit, this.tiles.filter((_, t) => sent(t)))
  }

  private rekey(r: Reader): Frame | null {
    const keyframe = r.u16()
    const unit = r.f32()
    const tick = r.u64()
    r.mask()
    r.mask()
    if (this.keyframe < 0) return null
    const all = this.everybody()
    const find = (place: number): Place => {
      if (place >= all.length) throw new WireError(`molbot ${place} of ${all.length}`)
      return all[place]
    }
    const next = this.before
    for (const tile of next) tile.rekey(r, find)
    r.end()
    this.before = this.tiles
    this.tiles = next
    this.keyframe = keyframe
    this.unit = unit
    return this.picture(tick, unit, this.tiles)
  }

  /** All living molbots, in the order in which a rekey counts them. */
  private everybody(): Place[] {
    const all: Place[] = []
    for (const { bodies, count } of this.tiles) {
      for (let at = 0; at < count; at++) if (bodies.alive(at)) all.push({ bodies, at })
    }
    return all
  }

  private picture(tick: number, unit: number, tiles: Tile[]): Frame {
    let count = 0
    let foodCount = 0
    for (const t of tiles) {
      for (let i = 0; i < t.count; i++) if (t.bodies.alive(i)) count++
      foodCount += t.food.count
    }
    const frame = this.frames.next(tick, count, foodCount)
    frame.table = this.types
    let n = 0
    let m = 0
    for (const t of tiles) {
      n = drawBodies(t, frame, n, unit)
      m = drawFood(t, frame, m, unit)
    }
    return frame
  }
}

function drawBodies(tile: Tile, frame: Frame, n: number, unit: number): number {
  const b = tile.bodies
  for (let i = 0; i < tile.count; i++) {
    if (!b.alive(i)) continue
    frame.serials![n] = b.serial[i]
    frame.x[n] = b.x[i] * unit
    frame.y[n] = b.y[i] * unit
    frame.energy[n] = b.energy[i]
    frame.radius[n] = b.radius[i] / 8
    frame.type[n] = b.type[i]
    frame.color[n] = b.color[i]
    frame.dormant[n] = b.flags[i] & 1
    frame.age![n] = (frame.tick - b.born[i]) >>> 0
    frame.generation![n] = b.generation[i]
    n++
  }
  return n
}

function drawFood({ food }: Tile, frame: Frame, m: number, unit: number): number {
  for (let i = 0; i < food.count; i++, m++) {
    frame.foodX[m] = food.x[i] * unit
    frame.foodY[m] = food.y[i] * unit
    frame.foodAmount[m] = food.amount[i]
    frame.foodKind[m] = food.kind[i]
  }
  return m
}
