import { describe, expect, test } from 'vitest'
import type { Cycle, Mutation, Snapshot, TelemetryRow } from '../wire/types'
import { CHARTS, chartOf } from './charts'
import { rangeOf, shownOf } from './plot'
import { bookmarks, csv, landings, rowsOf, shares, tickAt, type Row } from './rows'

const time = (s: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, s)).toISOString()
const snapshot = (tick: number, more: Partial<Snapshot> = {}) =>
  ({ tick, timestamp: time(tick / 100), entity_count: 100, births_last_period: 4, traits: [], ...more }) as Snapshot
const past = (tick: number) => ({ tick, timestamp: time(tick / 100), snapshots: 5, entity_count: 80, births: 20 }) as TelemetryRow
const trait = (name: string, bearers: number) => ({ name, version: 1, bearers }) as NonNullable<Snapshot['traits']>[number]

test('history goes before the snapshots, without overlap, in the same measure', () => {
  const rows = rowsOf([past(100), past(200), past(300)], [snapshot(300), snapshot(400)])
  expect(rows.map((r) => [r.tick, r.births])).toEqual([[100, 4], [200, 4], [300, 4], [400, 4]])
})

test('a time is a tick between two rows, and nothing outside of them', () => {
  const rows = rowsOf([], [snapshot(1000), snapshot(2000)])
  expect([15, 9, 21].map((s) => tickAt(rows, Date.parse(time(s))))).toEqual([1500, null, null])
})

describe('a mutation lands', () => {
  const rows = rowsOf([], [snapshot(1000), snapshot(2000)])
  const m = { id: 'm', trait_name: 'wary', version: 2, status: 'applied', applied_at: time(18) } as Mutation

  test('where the canary says that it was loaded', () => {
    const cycle = { canary: { mutation_id: 'm', loaded_at_tick: 1234 } } as Cycle
    expect(landings([{ ...m, cycle_id: 'c' }], [cycle], rows)).toEqual([{ tick: 1234, name: 'wary v2', id: 'm', cycle: 'c', status: 'applied', kept: true }])
  })

  test('where its time was, if there is no canary on record', () => {
    expect(landings([{ ...m, status: 'rolled_back' }], [], rows)).toMatchObject([{ tick: 1800, kept: false }])
  })
})

test('every ended cycle has a bookmark: where its mutation landed, else where it began', () => {
  const rows = [{ tick: 1000, at: 0 }, { tick: 2000, at: 1000 }] as Row[]
  const cycle = (id: string, patch: object) => ({ id, started_at: new Date(500).toISOString(), trigger: { problem_type: 'starvation' }, plan: { trait_name: 'wary', action_type: 'new_trait' }, ...patch }) as unknown as Cycle
  const landed = { id: 'm', trait_name: 'wary', version: 1, status: 'applied', cycle_id: 'c1', applied_at: new Date(800).toISOString() } as Mutation
  const list = bookmarks([landed], [
    cycle('c1', { outcome: 'applied' }), cycle('c2', { outcome: 'rejected' }), cycle('c3', { outcome: 'applied', plan: { action_type: 'adjust_params' } }), cycle('c4', {}),
  ], rows)
  expect(list.map((l) => [l.cycle, l.tick, l.name, l.status, l.kept])).toEqual([
    ['c2', 1500, 'wary', 'rejected', false], ['c3', 1500, 'adjust params', 'applied', true], ['c1', 1800, 'wary v1', 'applied', true],
  ])
})

test('trait shares are of those that most have borne, of long ago too; who is gone leaves a gap', () => {
  const list = [snapshot(300, { traits: [trait('a', 10), trait('b', 50)] }), snapshot(400, { traits: [trait('a', 20)] })]
  const long = [past(50), { ...past(100), traits: { a_v1: 8 } }, { ...past(300), traits: { a_v1: 80 } }]
  expect(shares(long, list, 5)).toEqual({ ticks: [50, 100, 300, 400], names: ['b_v1', 'a_v1'], values: [[null, null, 50, null], [null, 10, 10, 20]] })
  expect(shares([], list, 1).names).toEqual(['b_v1'])
})

test.each(CHARTS)('every line of $id has a column as long as the ticks', ({ id }) => {
  const source = { snapshots: [snapshot(300, { traits: [trait('a', 1)] })], history: [past(100)], tickTimes: [{ tick: 1, p50: 1, p99: 2 }] }
  const chart = chartOf(id, source)
  expect(chart.columns).toHaveLength(chart.lines.length + 1)
  for (const column of chart.columns) expect(column).toHaveLength(chart.columns[0].length)
})

test('csv has a head, and nothing for nothing', () => {
  expect(csv(['tick', 'a, b'], [[1, 2], [3.5, null]])).toBe('tick,"a, b"\n1,3.5\n2,\n')
})

test('a brush over nothing, or over less than a tick, chooses nothing', () => {
  expect([rangeOf(NaN, 5), rangeOf(5, 5.2), rangeOf(9, 3), rangeOf(3, 9)]).toEqual([null, null, null, [3, 9]])
  expect([shownOf([300], null), shownOf([], null), shownOf([1, 9], null), shownOf([1, 9], [2, 3])]).toEqual([[300, 301], [0, 1], [1, 9], [2, 3]])
})
