import { expect, test } from 'vitest'
import { WireError } from './frame'
import { Decoder, feedTime, PLAIN } from './message'

const decodeMessage = (data: string | ArrayBuffer) => new Decoder(PLAIN).decode(data)

test('each kind of message', () => {
  expect(decodeMessage(new ArrayBuffer(8))).toMatchObject({ kind: 'frame', frame: { tick: 0 } })
  expect(decodeMessage('{"type":"world_frame","tick":3,"entities":[],"resources":[]}')).toMatchObject({ kind: 'frame', frame: { tick: 3 } })
  expect(decodeMessage('{"type":"feed_message","agent":"coder","message":"m","timestamp":"2026-02-16T14:32:15Z"}'))
    .toMatchObject({ kind: 'feed', message: { agent: 'coder' } })
  expect(decodeMessage('{"type":"error","error":{"code":"invalid","message":"no"}}')).toMatchObject({ kind: 'error', error: { code: 'invalid' } })
  expect(decodeMessage('{"type":"draft","cycle_id":"c","step":"code","attempt":1,"model":"m","text":"func"}')).toMatchObject({ kind: 'draft', draft: { text: 'func' } })
  expect(decodeMessage('{"type":"weather"}')).toEqual({ kind: 'other', type: 'weather' })
})

test.each(['[]', 'null', '3', '{}'])('%s is no message', (text) => {
  expect(() => decodeMessage(text)).toThrow(WireError)
})

test('what is not JSON is refused', () => {
  expect(() => decodeMessage('{"type":')).toThrow(SyntaxError)
})

test('feed times in each of their forms', () => {
  const ms = Date.UTC(2026, 1, 16, 14, 32, 15)
  expect(feedTime('2026-02-16T14:32:15Z')).toBe(ms)
  expect(feedTime(ms / 1000)).toBe(ms)
  expect(feedTime(String(ms / 1000))).toBe(ms)
  expect(feedTime('')).toBeNaN()
})
