import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeEvents } from './events'
import { molbotID, WireError } from './frame'
import { Decoder, RICH } from './message'

/** The golden events from gateway/WIRE.md, which the gateway's tests check too. */
function golden(): ArrayBuffer {
  const page = readFileSync(new URL('../../../gateway/WIRE.md', import.meta.url), 'utf8')
  const hex = /```\n(04 02 [0-9a-f\s]+?)\n```/.exec(page)
  if (!hex) throw new Error('gateway/WIRE.md shows no example of events any more')
  return Uint8Array.from(hex[1].replace(/\s/g, '').match(/../g)!, (d) => parseInt(d, 16)).buffer
}

test('the golden events', () => {
  const { tick, events } = decodeEvents(golden())
  expect(tick).toBe(90303)
  expect(events.map((e) => [e.kind, molbotID(e.serial), molbotID(e.other)])).toEqual([
    ['birth', 'mol_00a3f2', 'mol_00a3f1'],
    ['share', 'mol_00a3f1', 'mol_00a3f2'],
  ])
  expect([events[1].x, events[1].y]).toEqual([100, 200])
})

test('a connection tells events and passes over kinds of a newer gateway', () => {
  const d = new Decoder(RICH)
  expect(d.decode(golden()).kind).toBe('events')
  const newer = golden()
  new DataView(newer).setUint8(0, 9)
  expect(d.decode(newer)).toEqual({ kind: 'other', type: 'binary 9' })
  const kinds = golden()
  new DataView(kinds).setUint8(16, 99)
  expect(decodeEvents(kinds).events.map((e) => e.kind)).toEqual(['share'])
})

test('events cut short, or with bytes too many', () => {
  expect(() => decodeEvents(golden().slice(0, 30))).toThrow(WireError)
  expect(() => decodeEvents(golden().slice(0, 10))).toThrow(WireError)
  const more = new Uint8Array([...new Uint8Array(golden()), 0]).buffer
  expect(() => decodeEvents(more)).toThrow(WireError)
})
