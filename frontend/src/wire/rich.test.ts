import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { molbotID, WireError } from './frame'
import { Decoder, RICH } from './message'
import { RichDecoder } from './rich'

/** The golden keyframe and delta from gateway/WIRE.md, which the gateway's tests check too. */
function golden(): { keyframe: ArrayBuffer; delta: ArrayBuffer } {
  const page = readFileSync(new URL('../../../gateway/WIRE.md', import.meta.url), 'utf8')
  const hex = /```\n(01 02 [0-9a-f\s]+?)\n(02 02 [0-9a-f\s]+?)\n```/.exec(page)
  if (!hex) throw new Error('gateway/WIRE.md shows no example of genesis.v2 any more')
  return { keyframe: bytes(hex[1]), delta: bytes(hex[2]) }
}

function bytes(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.replace(/\s/g, '').match(/../g)!, (d) => parseInt(d, 16)).buffer
}

test('the golden keyframe', () => {
  const f = new RichDecoder().decode(golden().keyframe)!
  expect([f.tick, f.count, f.foodCount]).toEqual([90301, 1, 1])
  expect([...f.serials!].map(molbotID)).toEqual(['mol_00a3f1'])
  expect(f.x[0]).toBeCloseTo(450.23, 1)
  expect(f.y[0]).toBeCloseTo(312.77, 1)
  expect([f.energy[0], f.radius[0], f.type[0], f.color[0], f.dormant[0]]).toEqual([79, 6.25, 1, 0xff8c42, 0])
  expect([f.age![0], f.generation![0], f.foodKind[0]]).toEqual([1581, 17, 0])
  expect([f.foodX[0], f.foodY[0], f.foodAmount[0]]).toEqual([100, 200, 50])
})

test('the golden delta: one moved, one was born, the food stayed', () => {
  const d = new RichDecoder()
  const before = d.decode(golden().keyframe)!
  const f = d.decode(golden().delta)!
  expect([f.tick, f.count, f.foodCount]).toEqual([90302, 2, 1])
  expect(f.x[0] - before.x[0]).toBe(2)
  expect([...f.serials!].map(molbotID)).toEqual(['mol_00a3f1', 'mol_00a3f2'])
  expect([f.dormant[1], f.age![1], f.generation![1], f.age![0]]).toEqual([1, 0, 18, 1582])
})

test('a delta builds on its keyframe, not on the delta before it', () => {
  const d = new RichDecoder()
  d.decode(golden().keyframe)
  d.decode(golden().delta)
  expect(d.decode(golden().delta)!.count).toBe(2)
})

test('who is gone is not drawn', () => {
  const d = new RichDecoder()
  d.decode(golden().keyframe)
  const delta = golden().delta
  const at = 32 + 8 // after the header and the tile without molbots
  new DataView(delta).setUint32(at, 0xffffffff)
  expect([...d.decode(delta)!.serials!].map(molbotID)).toEqual(['mol_00a3f2'])
})

test('a delta whose keyframe has not come draws nothing', () => {
  expect(new RichDecoder().decode(golden().delta)).toBeNull()
})

test('a keyframe without a view waits for its delta', () => {
  const { keyframe } = golden()
  new DataView(keyframe).setBigUint64(24, 0n, true)
  const d = new RichDecoder()
  expect(d.decode(keyframe)).toBeNull()
  expect(d.decode(golden().delta)!.count).toBe(2)
})

describe('what breaks the contract', () => {
  test.each([8, 33, 40, 60])('%i bytes are too few', (n) => {
    expect(() => new RichDecoder().decode(golden().keyframe.slice(0, n))).toThrow(WireError)
  })

  test('bytes too many', () => {
    const { keyframe } = golden()
    const longer = new Uint8Array(keyframe.byteLength + 1)
    longer.set(new Uint8Array(keyframe))
    expect(() => new RichDecoder().decode(longer.buffer)).toThrow(WireError)
  })

  test('a count that nothing could hold', () => {
    const { keyframe } = golden()
    new DataView(keyframe).setUint32(32, 0xfffffff0, true)
    expect(() => new RichDecoder().decode(keyframe)).toThrow(WireError)
  })

  test('another version', () => {
    const { keyframe } = golden()
    new Uint8Array(keyframe)[1] = 3
    expect(() => new RichDecoder().decode(keyframe)).toThrow(WireError)
  })
})

test('a connection of genesis.v2 gives molbots their traits', () => {
  const d = new Decoder(RICH)
  d.decode('{"type":"types","types":[[],["graze_v1"]]}')
  const m = d.decode(golden().keyframe)
  expect(m.kind === 'frame' && m.frame.table?.[m.frame.type[0]]).toEqual(['graze_v1'])
})
