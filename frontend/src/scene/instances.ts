import { Buffer, BufferUsage, Geometry, type VertexFormat } from './pixi'

/** The attributes of an instance: names with formats, in memory order. */
export type Layout = [name: string, format: VertexFormat, bytes: number][]

/** A square that is drawn once for each record of an interleaved buffer, all in one call. */
export class Instances {
  readonly geometry: Geometry
  /** Views of the same memory: a record is stride/4 numbers of either kind. */
  floats!: Float32Array
  words!: Uint32Array
  private readonly buffer: Buffer
  private readonly stride: number

  constructor(layout: Layout) {
    this.stride = layout.reduce((sum, [, , bytes]) => sum + bytes, 0)
    this.allot(256)
    this.buffer = new Buffer({ data: this.floats, usage: BufferUsage.VERTEX | BufferUsage.COPY_DST, shrinkToFit: false })
    const corners = new Buffer({ data: new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), usage: BufferUsage.VERTEX })
    this.geometry = new Geometry({
      topology: 'triangle-strip', instanceCount: 0,
      attributes: { aPosition: { buffer: corners, format: 'float32x2', stride: 8, offset: 0 } },
    })
    let offset = 0
    for (const [name, format, bytes] of layout) {
      this.geometry.addAttribute(name, { buffer: this.buffer, format, stride: this.stride, offset, instance: true })
      offset += bytes
    }
  }

  /** Makes room for n records. Write them, then call done. */
  room(n: number): void {
    if (n * this.stride > this.floats.byteLength) this.allot(n + (n >> 2))
  }

  /** Uploads the first n records to the graphics card. */
  done(n: number): void {
    this.geometry.instanceCount = n
    this.buffer.setDataWithSize(this.floats, Math.max(n * (this.stride / 4), 1), true)
  }

  private allot(n: number): void {
    const memory = new ArrayBuffer(n * this.stride)
    this.floats = new Float32Array(memory)
    this.words = new Uint32Array(memory)
  }
}
