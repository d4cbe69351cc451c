import { expect, test } from 'vitest'
import { explain, refusal } from './client'
import { backoff, streamURL } from './stream'

const body = (code: string, message: string, details?: object) => JSON.stringify({ error: { code, message, details } })

test.each([
  [409, body('conflict', 'a cycle runs', { cycle_id: 'cycle-main-000042' }), 'A cycle is already running: cycle-main-000042.'],
  [429, body('cooldown', 'too early', { retry_after_ms: 41_200 }), 'Too early: try again in 42 s.'],
  [401, body('unauthorized', 'changes need the header'), 'Changes need the API token.'],
  [400, body('invalid', 'friction must be between 0 and 1'), 'Friction must be between 0 and 1.'],
  [502, '<html>Bad gateway</html>', 'The gateway is not reachable from the web server.'],
  [500, '', 'The API answered 500.'],
])('a refusal with status %i is said plainly', (status, text, said) => {
  expect(explain(refusal(status, text))).toBe(said)
})

test('waits grow to a limit and differ between viewers', () => {
  expect([1, 2, 3, 10].map((n) => backoff(n, 1))).toEqual([500, 1000, 2000, 15_000])
  expect(backoff(1, 0)).toBe(375)
})

test('the stream is where the page is', () => {
  expect(streamURL({ protocol: 'https:', host: 'example.org' })).toBe('wss://example.org/ws/world-stream')
  expect(streamURL({ protocol: 'http:', host: 'h' }, '17-0')).toBe('ws://h/ws/world-stream?after=17-0')
  expect(streamURL({ protocol: 'http:', host: '127.0.0.1:8000' })).toBe('ws://127.0.0.1:8000/ws/world-stream')
})
