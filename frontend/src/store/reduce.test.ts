import { describe, expect, test } from 'vitest'
import type { Cycle, Mutation, Param, Snapshot } from '../wire/types'
import { addFeed, addNotice, addReadings, checkParam, FEED_LINES, livingTraits, mergeCycles, mergeSnapshots, setParam } from './reduce'
import { initial } from './state'

const line = (id: string, message: string) => ({ id, agent: 'coder', message, timestamp: '2026-02-16T14:32:15Z' })
const cycle = (n: number, more: Partial<Cycle> = {}): Cycle => ({
  id: `cycle-main-00000${n}`, world: 'main', stage: 'plan', attempts: 0, mutation_ids: [],
  started_at: `2026-02-16T14:3${n}:00Z`,
  trigger: { trigger_id: 't', problem_type: 'manual', severity: 'medium', affected_entities: null, suggested_area: '', snapshot_key: '' },
  ...more,
})
const snapshot = (tick: number, more: Partial<Snapshot> = {}) => ({ tick, entity_count: 10, traits: [], ...more }) as Snapshot

describe('the feed', () => {
  test('keeps the order of the stream, also within a second', () => {
    const { feed } = addFeed(initial, [line('1771252335123-1', 'third'), line('1771252335123-0', 'second'), line('1771252335001-0', 'first')])
    expect(feed.map((l) => l.message)).toEqual(['first', 'second', 'third'])
  })

  test('tells no line twice', () => {
    const once = addFeed(initial, [line('5-0', 'a')])
    const twice = addFeed(once, [line('5-0', 'a')])
    expect(twice.feed).toBe(once.feed)
  })

  test('forgets the oldest', () => {
    const many = Array.from({ length: FEED_LINES + 5 }, (_, i) => line(`${i + 1}-0`, `m${i}`))
    const { feed } = addFeed(initial, many)
    expect(feed).toHaveLength(FEED_LINES)
    expect(feed[0].message).toBe('m5')
  })
})

describe('cycles', () => {
  test('are newest first, and a newer record replaces an older one', () => {
    const before = mergeCycles(initial, [cycle(1), cycle(2)])
    const { cycles } = mergeCycles(before, [cycle(3), cycle(2, { stage: 'done', outcome: 'applied' })])
    expect(cycles.map((c) => [c.id.at(-1), c.stage])).toEqual([['3', 'plan'], ['2', 'done'], ['1', 'plan']])
  })
})

describe('snapshots', () => {
  test('are in order of tick, each once', () => {
    const before = mergeSnapshots(initial, [snapshot(600), snapshot(300)])
    const { snapshots } = mergeSnapshots(before, [snapshot(900), snapshot(600, { entity_count: 11 })])
    expect(snapshots.map((s) => [s.tick, s.entity_count])).toEqual([[300, 10], [600, 11], [900, 10]])
  })

  test('of another world replace those of the old one', () => {
    const before = mergeSnapshots(initial, [snapshot(9000)])
    expect(mergeSnapshots(before, [snapshot(300)]).snapshots.map((s) => s.tick)).toEqual([300])
  })

  test('an empty page changes nothing', () => {
    const before = mergeSnapshots(initial, [snapshot(300)])
    expect(mergeSnapshots(before, []).snapshots).toEqual(before.snapshots)
  })
})

test('a parameter takes its value alone', () => {
  const params = [{ name: 'temperature', value: 20 }, { name: 'friction', value: 0.8 }] as Param[]
  expect(setParam({ params }, 'temperature', 35).params.map((p) => p.value)).toEqual([35, 0.8])
})

test('a value is held against the limits', () => {
  const p = { name: 'max_entities', min: 1, max: 500, integer: true } as Param
  expect(checkParam(p, 20)).toBeNull()
  expect(checkParam(p, 0)).toMatch('between 1 and 500')
  expect(checkParam(p, 2.5)).toMatch('whole number')
  expect(checkParam(p, NaN)).toMatch('not a number')
})

test('living traits: most bearers first, with their records; ended ones are left out', () => {
  const census = (name: string, bearers: number) => ({ name, version: 1, bearers }) as NonNullable<Snapshot['traits']>[number]
  const record = (trait_name: string, version: number, status: Mutation['status']) => ({ id: `mut_${trait_name}`, trait_name, version, status }) as Mutation
  const traits = livingTraits({
    snapshots: [snapshot(300, { traits: [census('graze', 5), census('scout', 9)] })],
    mutations: [record('scout', 1, 'applied'), record('hoard', 1, 'canary'), record('gone', 2, 'rolled_back')],
  })
  expect(traits.map((t) => [t.name, t.census?.bearers, t.mutation?.status])).toEqual([
    ['scout', 9, 'applied'], ['graze', 5, undefined], ['hoard', undefined, 'canary'],
  ])
})

test('the same notice is shown once, and never many', () => {
  let state: Pick<typeof initial, 'notices'> = initial
  for (const [key, text] of [[1, 'a'], [2, 'b'], [3, 'a'], [4, 'c'], [5, 'd']] as const) {
    state = addNotice(state, { key, tone: 'bad', text })
  }
  expect(state.notices.map((n) => n.text)).toEqual(['a', 'c', 'd'])
})

test('each reading of a canary is noted once', () => {
  const at = (tick: number) => [{ id: 'c', canary: { tick, benefit: tick / 10, harm: 1 } }, { id: 'd' }] as unknown as Cycle[]
  const twice = addReadings(addReadings(addReadings(initial, at(10)), at(10)), at(20))
  expect(twice.readings).toEqual({ c: [{ tick: 10, benefit: 1, harm: 1 }, { tick: 20, benefit: 2, harm: 1 }] })
  const before = [{ tick: 5, benefit: 0.5, harm: 2 }, { tick: 10, benefit: 1, harm: 1 }]
  expect(addReadings(twice, [at(20)[0]], before).readings.c.map((r) => r.tick)).toEqual([5, 10, 20])
  expect(addReadings(initial, [at(10)[0]], before).readings.c).toEqual(before)
  expect(addReadings(twice, at(20), [])).toEqual(twice)
})
