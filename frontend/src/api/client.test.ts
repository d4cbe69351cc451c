import { afterEach, expect, test, vi } from 'vitest'
import { call, explain, rejection } from './client'
import { backoff, streamURL } from './stream'

const body = (code: string, message: string, details?: object) => JSON.stringify({ error: { code, message, details } })

test.each([
  [409, body('conflict', 'a cycle runs', { cycle_id: 'cycle-main-000042' }), 'A cycle is already running: cycle-main-000042.'],
  [429, body('cooldown', 'too early', { retry_after_ms: 41_200 }), 'Too early: try again in 42 s.'],
  [401, body('unauthorized', 'changes need the header'), 'Changes need the API token.'],
  [400, body('invalid', 'friction must be between 0 and 1'), 'Friction must be between 0 and 1.'],
  [502, '<html>Bad gateway</html>', 'The web server cannot reach the gateway.'],
  [500, '', 'The API answered 500.'],
])('a refusal with status %i is said plainly', (status, text, said) => {
  expect(explain(rejection(status, text))).toBe(said)
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

afterEach(() => vi.unstubAllGlobals())

test('an answer with an ETag is asked for conditionally, and one that has not changed is the same object', async () => {
  const asked: (string | undefined)[] = []
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    asked.push(headers['If-None-Match'])
    if (headers['If-None-Match'] === '"a"') return new Response(null, { status: 304 })
    return new Response('[1]', { headers: { ETag: '"a"' } })
  })
  const first = await call<number[]>('GET', '/api/x')
  expect(first).toEqual([1])
  expect(await call('GET', '/api/x')).toBe(first)
  expect(asked).toEqual([undefined, '"a"'])
})

test('silence, and an answer that breaks off, are told as what they are', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(call('GET', '/api/y')).rejects.toMatchObject({ status: 0, message: 'The gateway does not answer.' })
  vi.stubGlobal('fetch', async () => ({ ok: true, status: 200, headers: new Headers(), text: () => Promise.reject(new TypeError('broken')) }))
  await expect(call('GET', '/api/y')).rejects.toMatchObject({ status: 0, message: 'The connection was lost in the middle of an answer.' })
})

test('a question that is taken back, or takes too long, in the middle of its answer is not told as a broken connection', async () => {
  const endless = (signal: AbortSignal) => new Promise<string>((_, reject) => {
    const end = () => reject(new DOMException('', 'AbortError'))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
  vi.stubGlobal('fetch', async (_: string, { signal }: { signal: AbortSignal }) => ({ ok: true, status: 200, headers: new Headers(), text: () => endless(signal) }))
  const caller = new AbortController()
  const asked = call('GET', '/api/z', undefined, caller.signal)
  caller.abort()
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const late = new AbortController()
    setTimeout(() => late.abort(), 1)
    return late.signal
  })
  await expect(call('GET', '/api/z')).rejects.toMatchObject({ code: 'timeout' })
  vi.restoreAllMocks()
})
