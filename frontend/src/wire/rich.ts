import { WireError, type Frame } from './frame'
import { FrameRing } from './ring'
import { Reader } from './reader'
import { Tile } from './tile'

/**
 * The binary messages of the subprotocol genesis.v2: a keyframe each second, deltas in between, in 64 tiles. A delta
 * builds on its keyframe alone. gateway/WIRE.md has the layout.
 */

const HEAD_BYTES = 32
const KEYFRAME = 1
const DELTA = 2
const GONE = 0xffff
const TILES = 64

/** Follows one connection's keyframes and deltas. A frame that it returns is good until three more have come. */
export class RichDecoder {
  private readonly tiles = Array.from({ length: TILES }, () => new Tile())
  private readonly frames = new FrameRing()
  private keyframe = -1
  private types: string[][] = []

  /** Takes the table that a molbot's type is a row of. */
  setTypes(types: string[][] | null): void {
    this.types = types ?? []
  }

  /**
   * Takes a message and returns the picture, or null if none is to be drawn yet. Throws WireError for what breaks the
   * contract; the picture comes back with the next keyframe then.
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
    if (version !== 2 || (kind !== KEYFRAME && kind !== DELTA)) throw new WireError(`a scene of kind ${kind}, version ${version}`)
    const keyframe = r.u16()
    const unit = r.f32()
    const tick = r.u64()
    const sent = r.mask()
    const inView = r.mask()
    if (keyframe !== this.keyframe) {
      if (kind === DELTA) return null // its keyframe has not come; the next one will
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

  private picture(tick: number, unit: number, tiles: Tile[]): Frame {
    let count = 0
    let foodCount = 0
    for (const t of tiles) {
      for (let i = 0; i < t.count; i++) if (t.bodies.x[i] !== GONE || t.bodies.y[i] !== GONE) count++
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
    if (b.x[i] === GONE && b.y[i] === GONE) continue
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
