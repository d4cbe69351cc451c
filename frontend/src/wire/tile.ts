import { WireError } from './frame'
import type { Reader } from './reader'

/** Sizes on the wire [bytes]; gateway/WIRE.md has the layout. */
const BODY_BYTES = 26
const REKEYED_BYTES = 7
const CHANGE_BYTES = 5
const FOOD_BYTES = 6
const FOOD_UNCHANGED = 0xffffffff
const ENERGY_EVERY = 8
const UNNAMED = 0xffff

/** The coordinates of a molbot that has died. */
export const GONE = 0xffff

/** In place of dx: the move does not fit into a byte. */
const FAR = -128

/** The molbots of a tile as a struct of arrays, in the wire's units. It grows and is reused. */
export class Bodies {
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

  alive(i: number): boolean {
    return this.x[i] !== GONE || this.y[i] !== GONE
  }

  /** Copies a body from another tile. */
  copy(to: number, from: Bodies, at: number): void {
    for (const k of FIELDS) this[k][to] = from[k][at]
  }

  /** Makes room for n molbots and keeps the existing ones. */
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

/** A body in another tile. */
export interface Place {
  bodies: Bodies
  at: number
}

const FIELDS = ['serial', 'x', 'y', 'energy', 'radius', 'type', 'color', 'flags', 'born', 'generation'] as const

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
    this.count = 0
    this.add(r, count)
  }

  private add(r: Reader, more: number): void {
    r.need(more * FOOD_BYTES)
    const count = this.count + more
    this.grow(count)
    for (let i = this.count; i < count; i++) {
      this.x[i] = r.u16()
      this.y[i] = r.u16()
      this.amount[i] = r.u8()
      this.kind[i] = r.u8()
    }
    this.count = count
  }

  private grow(n: number): void {
    if (n <= this.x.length) return
    this.x = longer(this.x, Uint16Array, 2 * n)
    this.y = longer(this.y, Uint16Array, 2 * n)
    this.amount = longer(this.amount, Uint8Array, 2 * n)
    this.kind = longer(this.kind, Uint8Array, 2 * n)
  }

  /** Applies a step's changes to the existing food. */
  step(r: Reader, before: Food): void {
    if (before !== this) this.take(before)
    const changes = r.u16()
    const more = r.u16()
    r.need(2 * changes)
    const gone = new Set<number>()
    for (let n = 0; n < changes; n++) {
      const word = r.u16()
      const at = word >> 1
      if (at >= this.count) throw new WireError(`a change of food ${at} of ${this.count}`)
      if (word & 1) gone.add(at)
      else this.amount[at] = r.u8()
    }
    if (gone.size > 0) this.keep((i) => !gone.has(i))
    this.add(r, more)
  }

  private take(from: Food): void {
    this.grow(from.count)
    this.count = from.count
    for (const k of ['x', 'y', 'amount', 'kind'] as const) this[k].set(from[k].subarray(0, from.count))
  }

  private keep(wanted: (i: number) => boolean): void {
    let n = 0
    for (let i = 0; i < this.count; i++) {
      if (!wanted(i)) continue
      for (const k of ['x', 'y', 'amount', 'kind'] as const) this[k][n] = this[k][i]
      n++
    }
    this.count = n
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

  /** Decodes its chunk of a keyframe. */
  key(r: Reader): void {
    this.keyed = r.u32()
    this.append(r, 0, this.keyed)
    this.keyFood.read(r, r.u32())
    this.food = this.keyFood
  }

  /** Decodes its chunk of a delta. */
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

  /** Decodes its chunk of a step: all moves, then births and food, if any. */
  step(r: Reader, phase: number, births: boolean, food: boolean): void {
    const b = this.bodies
    for (let i = 0, place = 0; i < this.count; i++) {
      if (!b.alive(i)) continue
      if (move(r, b, i) && (place + phase) % ENERGY_EVERY === 0) b.energy[i] = r.u8()
      place++
    }
    if (births) this.append(r, this.count, r.u16())
    if (!food) return
    this.newFood.step(r, this.food)
    this.food = this.newFood
  }

  /** Decodes its chunk of a rekey; find returns a molbot by its index among all of the previous scene. */
  rekey(r: Reader, find: (place: number) => Place): void {
    const n = r.u32()
    r.need(n * REKEYED_BYTES)
    this.empty()
    for (let i = 0; i < n; i++) {
      const place = r.u16()
      if (place === UNNAMED) {
        this.append(r, i, 1)
        continue
      }
      this.bodies.grow(i + 1)
      const from = find(place)
      this.bodies.copy(i, from.bodies, from.at)
      this.refresh(r, i)
    }
    this.count = this.keyed = n
    this.keyFood.read(r, r.u32())
  }

  private refresh(r: Reader, i: number): void {
    const b = this.bodies
    move(r, b, i)
    b.energy[i] = r.u8()
    b.radius[i] = r.u8()
    const flags = r.u8()
    b.flags[i] = flags & 1
    if (flags & 2) b.type[i] = r.u16()
    if (flags & 4) b.color[i] = r.rgb()
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
      b.color[i] = r.rgb()
      b.flags[i] = r.u8()
      b.born[i] = r.u32()
      b.generation[i] = r.u16()
    }
  }
}

/** Moves a molbot and returns whether it is alive. */
function move(r: Reader, b: Bodies, i: number): boolean {
  const dx = r.i8()
  if (dx !== FAR) {
    b.x[i] += dx
    b.y[i] += r.i8()
    return true
  }
  const alive = r.u8() === 1
  b.x[i] = alive ? r.u16() : GONE
  b.y[i] = alive ? r.u16() : GONE
  return alive
}
