import { expect, test } from 'vitest'
import { GifWriter } from './gif'

/**
 * Decodes GifWriter's output as literally as the specification describes it: the pixels of each picture, drawn over the
 * previous one.
 */
async function read(blob: Blob): Promise<{ width: number; height: number; delays: number[]; pictures: number[][] }> {
  const b = new Uint8Array(await blob.arrayBuffer())
  const word = (at: number) => b[at] | (b[at + 1] << 8)
  expect(new TextDecoder().decode(b.subarray(0, 6))).toBe('GIF89a')
  const [width, height] = [word(6), word(8)]
  const color = (i: number) => (b[13 + 3 * i] << 16) | (b[14 + 3 * i] << 8) | b[15 + 3 * i]
  const delays: number[] = []
  const pictures: number[][] = []
  let shown: number[] = Array.from({ length: width * height }, () => -1)
  let at = 13 + 768
  let clear = 0
  while (b[at] !== 0x3b) {
    if (b[at] === 0x21) {
      if (b[at + 1] === 0xf9) [clear] = [b[at + 6], delays.push(word(at + 4))]
      at += 2
      while (b[at] > 0) at += b[at] + 1
      at++
      continue
    }
    expect(b[at]).toBe(0x2c)
    at += 10
    const least = b[at++]
    const data: number[] = []
    while (b[at] > 0) {
      data.push(...b.subarray(at + 1, at + 1 + b[at]))
      at += b[at] + 1
    }
    at++
    shown = unpack(data, least).map((place, i) => (place === clear ? shown[i] : color(place)))
    pictures.push(shown)
  }
  return { width, height, delays, pictures }
}

function unpack(data: number[], least: number): number[] {
  const out: number[] = []
  let table: number[][] = []
  let width = 0
  let last: number[] | null = null
  const reset = () => {
    table = [...Array.from({ length: 1 << least }, (_, i) => [i]), [], []]
    width = least + 1
    last = null
  }
  reset()
  for (let bit = 0; bit + width <= 8 * data.length;) {
    let code = 0
    for (let k = 0; k < width; k++, bit++) code |= ((data[bit >> 3] >> (bit & 7)) & 1) << k
    if (code === 1 << least) reset()
    else if (code === (1 << least) + 1) break
    else {
      const before: number[] | null = last
      const entry: number[] = code < table.length ? table[code] : [...before!, before![0]]
      out.push(...entry)
      if (before && table.length < 4096) table.push([...before, entry[0]])
      if (table.length === 1 << width && width < 12) width++
      last = entry
    }
  }
  return out
}

const rgba = (colors: number[]) => Uint8ClampedArray.from(colors.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255, 255]))

test('a picture of few colours comes back as it was, to the five bits that are kept, and the next one holds what changed', async () => {
  const one = Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? 0xf80000 : 0x0000f8))
  const two = one.map((c, i) => (i === 7 ? 0xf80000 : c))
  const gif = new GifWriter(4, 3)
  gif.add(rgba(one), 10)
  gif.add(rgba(two), 300)
  const { width, height, delays, pictures } = await read(gif.finish())
  expect([width, height, delays]).toEqual([4, 3, [10, 300]])
  const near = (a: number, b: number) => [16, 8, 0].every((s) => Math.abs(((a >> s) & 255) - ((b >> s) & 255)) <= 4)
  expect(pictures[0].every((c, i) => near(c, one[i]))).toBe(true)
  expect(pictures[1].every((c, i) => near(c, two[i]))).toBe(true)
})

test.each([[1, 1], [300, 200], [640, 400]])('noise of %i × %i fills every code width and comes back as near as 255 colours allow', async (width, height) => {
  let seed = 7
  const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff)
  const noise = Array.from({ length: width * height }, () => next() & 0xffffff)
  const gif = new GifWriter(width, height)
  gif.add(rgba(noise), 5)
  gif.add(rgba(noise), 5) // nothing changed, so it is small
  const { pictures } = await read(gif.finish())
  expect(pictures).toHaveLength(2)
  expect(pictures[1]).toEqual(pictures[0])
  const away = pictures[0].reduce((n, c, i) => n + [16, 8, 0].reduce((m, s) => m + Math.abs(((c >> s) & 255) - ((noise[i] >> s) & 255)), 0), 0) / (3 * noise.length)
  expect(away).toBeLessThan(24)
})
