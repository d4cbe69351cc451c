import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { molbotID, serialOf, WireError } from './frame'
import { decodeBinary, decodeFrameJSON, parseColor } from './plain'

/** The golden bytes from gateway/WIRE.md, which the gateway's tests check too. */
function golden(): { json: string; bytes: ArrayBuffer } {
  const page = readFileSync(new URL('../../../gateway/WIRE.md', import.meta.url), 'utf8')
  const json = /```json\n(\{"type":"world_frame"[\s\S]*?)\n```/.exec(page)?.[1]
  const hex = /in hex:\n\n```\n([0-9a-f\s]+)\n```/.exec(page)?.[1]
  if (!json || !hex) throw new Error('gateway/WIRE.md shows no example frame any more')
  const digits = hex.replace(/\s/g, '')
  return { json, bytes: Uint8Array.from(digits.match(/../g)!, (d) => parseInt(d, 16)).buffer }
}

describe('binary frames', () => {
  test('the golden bytes', () => {
    const f = decodeBinary(golden().bytes)
    expect([f.tick, f.count, f.foodCount]).toEqual([90301, 1, 1])
    expect(f.x[0]).toBeCloseTo(450.23, 3)
    expect(f.y[0]).toBeCloseTo(312.77, 3)
    expect(f.energy[0]).toBe(78.5)
    expect(f.type[0]).toBe(1)
    expect(f.color[0]).toBe(0xff8c42)
    expect([f.foodX[0], f.foodY[0], f.foodAmount[0]]).toEqual([100, 200, 50])
    expect(f.serials).toBeNull()
  })

  test('the same frame in both formats', () => {
    const { json, bytes } = golden()
    const text = decodeFrameJSON(JSON.parse(json))
    const binary = decodeBinary(bytes)
    expect(text.tick).toBe(binary.tick)
    for (const part of ['x', 'y', 'energy', 'color', 'foodX', 'foodY', 'foodAmount'] as const) {
      expect([...text[part]]).toEqual([...binary[part]])
    }
  })

  test('many of each, in order', () => {
    const buffer = new ArrayBuffer(8 + 3 * 16 + 2 * 12)
    const v = new DataView(buffer)
    v.setUint32(0, 7, true)
    v.setUint16(4, 3, true)
    v.setUint16(6, 2, true)
    for (let i = 0; i < 3; i++) v.setFloat32(8 + 16 * i, 10 * i, true)
    for (let i = 0; i < 2; i++) v.setFloat32(56 + 12 * i + 8, i + 0.5, true)
    const f = decodeBinary(buffer)
    expect([...f.x]).toEqual([0, 10, 20])
    expect([...f.foodAmount]).toEqual([0.5, 1.5])
  })

  test.each([['no header', 5], ['a byte too few', 15], ['a byte too many', 25]])('%s is refused', (_, bytes) => {
    const buffer = new ArrayBuffer(bytes)
    if (bytes >= 8) new DataView(buffer).setUint16(4, 1, true)
    expect(() => decodeBinary(buffer)).toThrow(WireError)
  })

  test('an empty world', () => {
    expect(decodeBinary(new ArrayBuffer(8)).count).toBe(0)
  })
})

describe('JSON frames', () => {
  test('the golden text', () => {
    const f = decodeFrameJSON(JSON.parse(golden().json))
    expect([...f.serials!].map(molbotID)).toEqual(['mol_00a3f1'])
    expect(f.traits).toEqual([['thermal_vision_v2', 'energy_absorb_v1']])
    expect(f.radius[0]).toBeCloseTo(6.2)
    expect(f.dormant[0]).toBe(0)
  })

  test('null lists are empty lists', () => {
    const f = decodeFrameJSON({ tick: 1, entities: null, resources: null })
    expect([f.count, f.foodCount]).toEqual([0, 0])
  })

  test('a missing tick is refused', () => {
    expect(() => decodeFrameJSON({} as never)).toThrow(WireError)
  })
})

test('a bad colour is white', () => {
  expect(parseColor('#FF8C42')).toBe(0xff8c42)
  expect(parseColor('red')).toBe(0xffffff)
  expect(parseColor('#12345')).toBe(0xffffff)
})

test('ids are read back as they are printed', () => {
  expect(serialOf('mol_00a3f1')).toBe(0xa3f1)
  expect(molbotID(serialOf('mol_1234567'))).toBe('mol_1234567')
  expect(serialOf('bot_00a3f1')).toBeNaN()
})
