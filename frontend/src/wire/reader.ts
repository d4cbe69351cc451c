import { WireError } from './frame'

/** Reads little-endian numbers from a buffer in sequence. Reading past the end throws a RangeError. */
export class Reader {
  private at = 0
  private readonly view: DataView

  constructor(buffer: ArrayBuffer) {
    this.view = new DataView(buffer)
  }

  /** Rejects a count that exceeds the remaining bytes, before anything of that size is allocated. */
  need(bytes: number): void {
    if (bytes > this.left) throw new WireError('a scene that ends too early')
  }

  end(): void {
    if (this.left !== 0) throw new WireError(`a scene with ${this.left} bytes too many`)
  }

  get left(): number {
    return this.view.byteLength - this.at
  }

  u8(): number {
    return this.view.getUint8(this.at++)
  }

  i8(): number {
    return this.view.getInt8(this.at++)
  }

  /** Three bytes: red, green, blue. */
  rgb(): number {
    return (this.u8() << 16) | (this.u8() << 8) | this.u8()
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

  /** Exact up to 2⁵³, which serials and ticks never reach. */
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
