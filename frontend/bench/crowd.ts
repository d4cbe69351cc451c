/** A made-up world as the wire has it: molbots that swim about, in keyframes and deltas of genesis.v2, in one tile. */
export class Crowd {
  private readonly x: Float64Array
  private readonly y: Float64Array
  private readonly heading: Float64Array

  constructor(readonly count: number, readonly food: number, private readonly side: number) {
    const spread = (phase: number) => Float64Array.from({ length: count }, (_, i) => (((i + phase) * 0.618034 * side * 1.37) % side + side) % side)
    this.x = spread(0.3)
    this.y = Float64Array.from({ length: count }, (_, i) => ((i * 0.7548777 + 0.1) % 1) * side)
    this.heading = Float64Array.from({ length: count }, (_, i) => i % 6.28)
  }

  /** Lets time pass. */
  step(): void {
    for (let i = 0; i < this.count; i++) {
      this.heading[i] += 0.1 * Math.sin(i + this.x[i] / 90)
      this.x[i] = (this.x[i] + 2 * Math.cos(this.heading[i]) + this.side) % this.side
      this.y[i] = (this.y[i] + 2 * Math.sin(this.heading[i]) + this.side) % this.side
    }
  }

  keyframe(number: number, tick: number): ArrayBuffer {
    const w = new Writer(32 + 8 + this.count * 26 + this.food * 6)
    this.head(w, 1, number, tick)
    w.u32(this.count)
    for (let i = 0; i < this.count; i++) {
      w.u32(i + 1)
      w.u32(0)
      this.tracked(w, i)
      w.u8(28 + (i % 30))
      w.u16(i % 5)
      for (const shift of [16, 8, 0]) w.u8(((0x3a7bd5 + i * 7919 * 131) >> shift) & 255)
      w.u8(0)
      w.u32(Math.max(tick - (i % 6000), 0))
      w.u16(i % 60)
    }
    w.u32(this.food)
    for (let i = 0; i < this.food; i++) {
      w.u16(((i * 97) % this.side) * 16)
      w.u16(((i * 61) % this.side) * 16)
      w.u8(40 + (i % 60))
      w.u8(i % 3)
    }
    return w.bytes
  }

  delta(number: number, tick: number): ArrayBuffer {
    const w = new Writer(32 + this.count * 5 + 8)
    this.head(w, 2, number, tick)
    for (let i = 0; i < this.count; i++) this.tracked(w, i)
    w.u32(0)
    w.u32(0xffffffff)
    return w.bytes
  }

  private tracked(w: Writer, i: number): void {
    w.u16(this.x[i] * 16)
    w.u16(this.y[i] * 16)
    w.u8((i * 13) % 100)
  }

  private head(w: Writer, kind: number, number: number, tick: number): void {
    w.u8(kind)
    w.u8(2)
    w.u16(number)
    w.f32(1 / 16)
    for (const word of [tick, 0, 1, 0, 1, 0]) w.u32(word)
  }
}

class Writer {
  private at = 0
  private readonly view: DataView

  constructor(size: number) {
    this.view = new DataView(new ArrayBuffer(size))
  }

  get bytes(): ArrayBuffer {
    return this.view.buffer as ArrayBuffer
  }

  u8(v: number): void {
    this.view.setUint8(this.at++, v)
  }

  u16(v: number): void {
    this.view.setUint16(this.at, v, true)
    this.at += 2
  }

  u32(v: number): void {
    this.view.setUint32(this.at, v, true)
    this.at += 4
  }

  f32(v: number): void {
    this.view.setFloat32(this.at, v, true)
    this.at += 4
  }
}
