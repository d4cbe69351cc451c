import { expect, test } from 'vitest'
import { WireError } from './frame'
import { picturesOf, Projector } from './film'

/** One part of an answer: its kind, its length and its content. */
function part(kind: number, bytes: Uint8Array): number[] {
  const head = new Uint8Array(5)
  head[0] = kind
  new DataView(head.buffer).setUint32(1, bytes.length, true)
  return [...head, ...bytes]
}

const table = (types: string[][]) => part(0, new TextEncoder().encode(JSON.stringify({ type: 'types', types })))

/** A keyframe of genesis.v2 with one molbot in tile 0 and nothing else. */
function keyframe(number: number, tick: number, x: number): Uint8Array {
  const bytes = new Uint8Array(32 + 4 + 26 + 4)
  const v = new DataView(bytes.buffer)
  v.setUint8(0, 1)
  v.setUint8(1, 2)
  v.setUint16(2, number, true)
  v.setFloat32(4, 0.5, true)
  v.setBigUint64(8, BigInt(tick), true)
  v.setBigUint64(16, 1n, true)
  v.setBigUint64(24, 1n, true)
  v.setUint32(32, 1, true)
  v.setBigUint64(36, 7n, true)
  v.setUint16(44, x, true)
  return bytes
}

const answer = (...parts: number[][]) => new Uint8Array(parts.flat()).buffer

test('an answer is taken apart into pictures, each with its table', () => {
  const pictures = picturesOf(answer(table([['graze_v1']]), part(1, keyframe(0, 600, 100)), part(1, keyframe(1, 660, 120)), table([['seek_v2']]), part(1, keyframe(2, 720, 140))))
  expect(pictures.map((p) => p.tick)).toEqual([600, 660, 720])
  const projector = new Projector()
  const shown = pictures.map((p) => {
    const f = projector.frame(p)!
    return [f.tick, f.count, f.x[0], f.table?.[0][0]]
  })
  expect(shown).toEqual([[600, 1, 50, 'graze_v1'], [660, 1, 60, 'graze_v1'], [720, 1, 70, 'seek_v2']])
})

test('a picture of another answer that bears the same number takes the place of the one before', () => {
  const projector = new Projector()
  for (const [tick, x] of [[600, 100], [60_000, 900]]) {
    const [p] = picturesOf(answer(table([['graze_v1']]), part(1, keyframe(0, tick, x))))
    const f = projector.frame(p)!
    expect([f.tick, f.count, f.x[0]]).toEqual([tick, 1, x / 2])
  }
})

test('an empty film has no pictures, and a broken one is refused', () => {
  expect(picturesOf(new ArrayBuffer(0))).toEqual([])
  const whole = new Uint8Array(answer(table([]), part(1, keyframe(0, 600, 1))))
  for (const cut of [1, 4, 8, whole.length - 1]) expect(() => picturesOf(whole.slice(0, cut).buffer), String(cut)).toThrow(WireError)
  expect(() => picturesOf(answer(part(1, new Uint8Array(9))))).toThrow(WireError)
})
