import type { Reader } from './reader'

/** Bytes on the wire; gateway/WIRE.md has the layout. */
const BODY_BYTES = 26
const CHANGE_BYTES = 5
const FOOD_BYTES = 6
const FOOD_UNCHANGED = 0xffffffff

/** The molbots of a tile as a struct of arrays, in the wire's units. It grows and is used again. */
class Bodies {
  private room = 0
  serial = new Float64Array(0)
  x = new Uint16Array(0)
  y = new Uint16Array(0)
  energy = new Uint8Array(0)
  radius = new Uint8Array(0)
  type = new Uint16Array(0)
  color = new Uint32Array(0)
  flags = new Uint8Array(0)
  born = new Uint32Array(0)
  generation = new Uint16Array(0)

  /** Makes room for n molbots and keeps those that it has. */
  grow(n: number): void {
    if (n <= this.room) return
    this.room = Math.max(n, 2 * this.room, 16)
    this.serial = longer(this.serial, Float64Array, this.room)
    this.color = longer(this.color, Uint32Array, this.room)
    this.born = longer(this.born, Uint32Array, this.room)
    for (const k of ['x', 'y', 'type', 'generation'] as const) this[k] = longer(this[k], Uint16Array, this.room)
    for (const k of ['energy', 'radius', 'flags'] as const) this[k] = longer(this[k], Uint8Array, this.room)
  }
}

type Numbers = ArrayLike<number>

function longer<T extends Numbers & { set(from: T): void }>(old: T, kind: new (n: number) => T, n: number): T {
  const made = new kind(n)
  made.set(old)
  return made
}

/** Pieces of food, in the wire's units. */
export class Food {
  count = 0
  x = new Uint16Array(0)
  y = new Uint16Array(0)
  amount = new Uint8Array(0)
  kind = new Uint8Array(0)

  read(r: Reader, count: number): void {
    r.need(count * FOOD_BYTES)
    if (count > this.x.length) {
      this.x = new Uint16Array(2 * count)
      this.y = new Uint16Array(2 * count)
      this.amount = new Uint8Array(2 * count)
      this.kind = new Uint8Array(2 * count)
    }
    this.count = count
    for (let i = 0; i < count; i++) {
      this.x[i] = r.u16()
      this.y[i] = r.u16()
      this.amount[i] = r.u8()
      this.kind[i] = r.u8()
    }
  }
}

/** The molbots and the food of one tile: those of its keyframe, changed by the newest delta, then those born since. */
export class Tile {
  readonly bodies = new Bodies()
  count = 0
  private keyed = 0
  private readonly keyFood = new Food()
  private readonly newFood = new Food()
  food = this.keyFood

  empty(): void {
    this.count = this.keyed = this.keyFood.count = 0
    this.food = this.keyFood
  }

  /** Takes its chunk of a keyframe. */
  key(r: Reader): void {
    this.keyed = r.u32()
    this.append(r, 0, this.keyed)
    this.keyFood.read(r, r.u32())
    this.food = this.keyFood
  }

  /** Takes its chunk of a delta. */
  change(r: Reader): void {
    r.need(this.keyed * CHANGE_BYTES)
    const { x, y, energy } = this.bodies
    for (let i = 0; i < this.keyed; i++) {
      x[i] = r.u16()
      y[i] = r.u16()
      energy[i] = r.u8()
    }
    this.append(r, this.keyed, r.u32())
    const count = r.u32()
    this.food = count === FOOD_UNCHANGED ? this.keyFood : this.newFood
    if (count !== FOOD_UNCHANGED) this.newFood.read(r, count)
  }

  private append(r: Reader, from: number, count: number): void {
    r.need(count * BODY_BYTES)
    this.count = from + count
    this.bodies.grow(this.count)
    const b = this.bodies
    for (let i = from; i < this.count; i++) {
      b.serial[i] = r.u64()
      b.x[i] = r.u16()
      b.y[i] = r.u16()
      b.energy[i] = r.u8()
      b.radius[i] = r.u8()
      b.type[i] = r.u16()
      b.color[i] = (r.u8() << 16) | (r.u8() << 8) | r.u8()
      b.flags[i] = r.u8()
      b.born[i] = r.u32()
      b.generation[i] = r.u16()
    }
  }
}
