import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WireError, type Frame } from './frame'
import { Decoder, STEPS } from './message'
import { RichDecoder } from './rich'

/** Scenes written by the gateway's own test, with what must be drawn. */
interface Shown {
  message: string
  tick: number
  molbots: number[][]
  food: number
}

const fixture = JSON.parse(readFileSync(new URL('testdata/steps.json', import.meta.url), 'utf8')) as Shown[]

function bytes(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.match(/../g)!, (d) => parseInt(d, 16)).buffer
}

/** What a frame shows, in the units of the wire format. */
function drawn(f: Frame, unit: number): number[][] {
  return Array.from({ length: f.count }, (_, i) => [
    f.serials![i], f.x[i] / unit, f.y[i] / unit, f.radius[i] * 8, f.type[i], f.color[i], f.dormant[i],
  ])
}

const unitOf = (message: ArrayBuffer) => new DataView(message).getFloat32(4, true)

test('keyframes, steps, rekeys and a delta between them draw what the gateway drew', () => {
  const d = new RichDecoder()
  const kinds = new Set<number>()
  let unit = 0
  for (const scene of fixture) {
    const message = bytes(scene.message)
    const kind = new Uint8Array(message)[0]
    kinds.add(kind)
    if (kind !== 5) unit = unitOf(message)
    const f = d.decode(message)!
    expect([f.tick, f.foodCount]).toEqual([scene.tick, scene.food])
    expect(drawn(f, unit)).toEqual(scene.molbots)
  }
  expect([...kinds].sort()).toEqual([1, 2, 5, 6])
})

test('a connection of genesis.v3 takes them', () => {
  const d = new Decoder(STEPS)
  for (const scene of fixture) expect(d.decode(bytes(scene.message)).kind).toBe('frame')
})

test('a step or rekey without its keyframe draws nothing', () => {
  for (const scene of fixture.slice(1)) {
    const kind = parseInt(scene.message.slice(0, 2), 16)
    if (kind >= 5) expect(new RichDecoder().decode(bytes(scene.message))).toBeNull()
  }
})

test('whatever is cut or changed is refused or drawn, and a keyframe mends it', () => {
  for (const kind of ['05', '06']) {
    const n = fixture.findIndex((s) => s.message.startsWith(kind))
    for (let cut = 2; cut < fixture[n].message.length; cut += 6) {
      const d = new RichDecoder()
      for (const s of fixture.slice(0, n)) d.decode(bytes(s.message))
      expect(() => d.decode(bytes(fixture[n].message.slice(0, cut)))).toThrow(WireError)
      expect(d.decode(bytes(fixture[0].message))!.tick).toBe(fixture[0].tick)
    }
  }
})

test('a molbot or a piece of food that is not there is refused', () => {
  const n = fixture.findIndex((s) => s.message.startsWith('06'))
  const d = new RichDecoder()
  for (const s of fixture.slice(0, n)) d.decode(bytes(s.message))
  const message = bytes(fixture[n].message)
  const view = new DataView(message)
  let tile = 32
  while (view.getUint32(tile, true) === 0) tile += 8 + 6 * view.getUint32(tile + 4, true)
  view.setUint16(tile + 4, 60000, true)
  expect(() => d.decode(message)).toThrow(WireError)
})
