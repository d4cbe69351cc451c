import { expect, test } from 'vitest'
import type { Cycle, SystemStats } from '../wire/types'
import type { QueryStatus } from './queryStatus'
import { health, type HealthInput } from './health'

const now = 100_000
const stats = (more: Partial<SystemStats> = {}) =>
  ({ engine_up: true, paused: false, degraded: [], achieved_hz: 62.4, target_hz: 62.5, ...more }) as SystemStats
const asked = (more: Partial<QueryStatus>): QueryStatus => ({ state: 'ready', why: '', goodAt: now - 900, openSince: 0, ...more })
const fine: HealthInput = { link: { state: 'live' }, asked: {}, frameAt: now - 40, stats: stats() }

test.each<[string, Partial<HealthInput>, string]>([
  ['all is well', {}, 'Live'],
  ['the stream waits', { link: { state: 'waiting', attempt: 2, retryAt: now + 1500 } }, 'Reconnecting'],
  ['the stream opens', { link: { state: 'connecting' } }, 'Connecting'],
  ['the API fails', { asked: { cycles: asked({ state: 'failing', why: 'It answered 503.' }) } }, 'API failing'],
  ['the API is late', { asked: { stats: asked({ openSince: now - 5000 }) } }, 'API slow'],
  ['a question is open for a moment only', { asked: { stats: asked({ openSince: now - 500 }) } }, 'Live'],
  ['nothing is known yet', { stats: null }, 'Loading'],
  ['the engine is down', { stats: stats({ engine_up: false, degraded: ['engine'] }) }, 'Engine down'],
  ['Redis is down', { stats: stats({ engine_up: false, engine: 'unknown', degraded: ['redis'] }) }, 'Redis down'],
  ['the world is paused', { stats: stats({ paused: true }), frameAt: 0 }, 'Paused'],
  ['frames stopped', { frameAt: now - 5000 }, 'No frames'],
  ['a part is missing', { stats: stats({ degraded: ['temporal'] }) }, 'Degraded'],
  ['Temporal is being built', { stats: stats({ degraded: ['temporal'], starting: [{ part: 'temporal', text: 'Built.', since: '' }] }) }, 'Starting'],
  ['a cycle waits for its model', { cycle: { id: 'cycle-main-000001', waiting: 'model' } as Cycle }, 'Waiting for the model'],
  ['a cycle that has ended waits for nothing', { cycle: { waiting: 'model', outcome: 'failed' } as Cycle }, 'Live'],
  ['ticks are late', { stats: stats({ achieved_hz: 40 }) }, 'Slow'],
])('%s', (_, change, label) => {
  expect(health({ ...fine, ...change }, now).label).toBe(label)
})

test('the wait is counted down', () => {
  expect(health({ ...fine, link: { state: 'waiting', attempt: 1, retryAt: now + 2100 } }, now).detail).toContain('3 s')
})

test('being offline is said before anything else', () => {
  expect(health({ ...fine, link: { state: 'connecting' } }, now, false)).toMatchObject({ tone: 'bad', label: 'Offline' })
})
