/**
 * Writes animated GIF89a files: a palette of 255 colours by median cut over the first picture, and only the changed
 * pixels of each later picture. It is pure: pixels in, bytes out. The format:
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */

/** The palette index of pixels that have not changed since the previous picture. */
const UNCHANGED = 255
const CODE_BITS = 8
const CLEAR = 1 << CODE_BITS
const END = CLEAR + 1
const MAX_CODES = 4096
/** A block of data has at most this many bytes. */
const BLOCK = 255

export class GifWriter {
  private readonly parts: Uint8Array<ArrayBuffer>[] = []
  private palette: Palette | null = null
  private before: Uint8Array | null = null

  /** A GIF of the given size [px]. */
  constructor(readonly width: number, readonly height: number) {}

  /** Adds a picture (red, green, blue and an ignored byte for each pixel) to be shown for a while [s/100]. */
  add(rgba: Uint8ClampedArray, delay: number): void {
    const { width, height } = this
    if (!this.palette) {
      this.palette = new Palette(rgba)
      this.parts.push(this.head(this.palette.bytes))
    }
    const places = new Uint8Array(width * height)
    const now = new Uint8Array(width * height)
    for (let i = 0; i < now.length; i++) {
      now[i] = this.palette.nearest(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2])
      places[i] = this.before?.[i] === now[i] ? UNCHANGED : now[i]
    }
    this.before = now
    // Graphic control extension: keep the previous picture, one colour is transparent. The image descriptor follows.
    this.parts.push(Uint8Array.of(0x21, 0xf9, 4, 0b101, ...word(delay), UNCHANGED, 0, 0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0, CODE_BITS))
    this.parts.push(blocks(compress(places)))
  }

  /** The complete file. */
  finish(): Blob {
    return new Blob([...this.parts, Uint8Array.of(0x3b)], { type: 'image/gif' })
  }

  private head(palette: Uint8Array): Uint8Array<ArrayBuffer> {
    const forever = [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0]
    return Uint8Array.from([...ascii('GIF89a'), ...word(this.width), ...word(this.height), 0xf7, 0, 0, ...palette, ...forever])
  }
}

const word = (n: number) => [n & 255, n >> 8]
const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0))

/** Colours are distinguished by the upper five bits of each channel. */
const bin = (r: number, g: number, b: number) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)
const SHIFTS = [10, 5, 0]
const part = (of: number, shift: number) => (of >> shift) & 31

/**
 * Up to 255 colours that represent those of a picture (Heckbert 1982: the box with the most pixels is cut at its
 * median).
 */
class Palette {
  readonly bytes = new Uint8Array(3 * 256)
  private readonly known = new Int16Array(1 << 15).fill(-1)
  private readonly size: number

  constructor(rgba: Uint8ClampedArray) {
    const counts = new Uint32Array(1 << 15)
    for (let i = 0; i < rgba.length; i += 4) counts[bin(rgba[i], rgba[i + 1], rgba[i + 2])]++
    const boxes = cut([...counts.keys()].filter((c) => counts[c] > 0), counts)
    this.size = boxes.length
    boxes.forEach((box, place) => {
      const all = box.reduce((n, c) => n + counts[c], 0)
      SHIFTS.forEach((shift, k) => {
        this.bytes[3 * place + k] = Math.round(box.reduce((n, c) => n + counts[c] * (part(c, shift) * 8 + 4), 0) / all)
      })
    })
  }

  /** The palette index of the nearest colour. */
  nearest(r: number, g: number, b: number): number {
    const at = bin(r, g, b)
    if (this.known[at] >= 0) return this.known[at]
    let best = 0
    let least = Infinity
    for (let i = 0; i < this.size; i++) {
      const away = (this.bytes[3 * i] - r) ** 2 + (this.bytes[3 * i + 1] - g) ** 2 + (this.bytes[3 * i + 2] - b) ** 2
      if (away < least) [best, least] = [i, away]
    }
    return (this.known[at] = best)
  }
}

function cut(colors: number[], counts: Uint32Array): number[][] {
  const boxes = [{ colors, pixels: pixelsOf(colors, counts) }]
  while (boxes.length < UNCHANGED) {
    const largest = boxes.filter((b) => b.colors.length > 1).sort((a, b) => b.pixels - a.pixels).at(0)
    if (!largest) break
    const spread = (shift: number) => Math.max(...largest.colors.map((c) => part(c, shift))) - Math.min(...largest.colors.map((c) => part(c, shift)))
    const widest = SHIFTS.reduce((a, b) => (spread(b) > spread(a) ? b : a))
    const sorted = largest.colors.sort((a, b) => part(a, widest) - part(b, widest))
    let middle = 0
    for (let seen = 0; middle < sorted.length - 1 && seen < largest.pixels / 2; middle++) seen += counts[sorted[middle]]
    middle = Math.max(middle, 1)
    boxes.splice(boxes.indexOf(largest), 1, ...[sorted.slice(0, middle), sorted.slice(middle)].map((c) => ({ colors: c, pixels: pixelsOf(c, counts) })))
  }
  return boxes.map((b) => b.colors)
}

const pixelsOf = (colors: number[], counts: Uint32Array) => colors.reduce((n, c) => n + counts[c], 0)

/** The code that follows a code and a pixel; one table for all pictures, emptied at each clear code. */
const follow = new Int16Array(MAX_CODES << CODE_BITS)

/** Lempel–Ziv–Welch coding with codes of 9 to 12 bits, lowest bit first. */
function compress(pixels: Uint8Array): Uint8Array {
  let out = new Uint8Array(1024)
  let length = 0
  let held = 0
  let bits = 0
  let width = CODE_BITS + 1
  let next = END + 1
  const put = (code: number) => {
    held |= code << bits
    for (bits += width; bits >= 8; bits -= 8, held >>>= 8) {
      if (length === out.length) {
        const larger = new Uint8Array(2 * length)
        larger.set(out)
        out = larger
      }
      out[length++] = held & 255
    }
  }
  follow.fill(0)
  put(CLEAR)
  let code = pixels[0]
  for (let i = 1; i < pixels.length; i++) {
    const at = (code << CODE_BITS) | pixels[i]
    if (follow[at] > 0) {
      code = follow[at]
      continue
    }
    put(code)
    code = pixels[i]
    if (next === MAX_CODES) {
      put(CLEAR)
      follow.fill(0)
      width = CODE_BITS + 1
      next = END + 1
      continue
    }
    if (next === 1 << width) width++
    follow[at] = next++
  }
  put(code)
  put(END)
  width = 8
  if (bits > 0) put(0)
  return out.subarray(0, length)
}

/** Splits data into blocks with their lengths, followed by an empty one. */
function blocks(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(data.length + Math.ceil(data.length / BLOCK) + 1)
  let at = 0
  for (let i = 0; i < data.length; i += BLOCK) {
    const block = data.subarray(i, i + BLOCK)
    out[at++] = block.length
    out.set(block, at)
    at += block.length
  }
  return out
}
