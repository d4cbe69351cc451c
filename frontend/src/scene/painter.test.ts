import { describe, expect, test } from 'vitest'
import { emptyFrame, type Frame } from '../wire/frame'
import { KINDS, NEUTRAL_COLOR } from './colors'
import { matcherOf } from './molbotFilter'
import { Painter } from './painter'

function frame(n: number): Frame {
  const f = emptyFrame(100, n, 0)
  f.serials = Float64Array.from({ length: n }, (_, i) => i + 1)
  f.age = Float32Array.from({ length: n }, (_, i) => i * 100)
  f.generation = Uint16Array.from({ length: n }, (_, i) => 3 + (i % 4))
  f.table = [['graze_v1'], ['graze_v1', 'wary_v1'], ['graze_v1', 'wary_v1', 'swift_v2']]
  for (let i = 0; i < n; i++) {
    f.type[i] = i % 3
    f.energy[i] = i * 10
    f.color[i] = 0x100000 + i
  }
  return f
}

function painted(by: Painter['by'], f: Frame, more: Partial<Painter> = {}): Painter {
  const p = Object.assign(new Painter(), { by, ...more })
  p.paint(f)
  return p
}

test('kin shows the inherited colours and has no legend', () => {
  const p = painted('kin', frame(3))
  expect([...p.colors.slice(0, 3)]).toEqual([0x100000, 0x100001, 0x100002])
  expect(p.legend()).toEqual([])
})

test('a molbot has the colour of its newest generated trait', () => {
  const p = painted('trait', frame(6), { generated: ['swift_v2', 'wary_v1'] })
  expect(p.legend().map((r) => [r.label, r.count])).toEqual([['swift_v2', 2], ['wary_v1', 2], ['ancestral only', 2]])
  expect([p.colors[0], p.colors[1], p.colors[2]]).toEqual([NEUTRAL_COLOR, KINDS[1], KINDS[0]])
})

test('species are clades; who is in none is grey', () => {
  const p = painted('species', frame(3), { clades: { of: new Map([[1, 0], [2, 1]]), names: ['a', 'b'] } })
  expect([...p.colors.slice(0, 3)]).toEqual([KINDS[0], KINDS[1], NEUTRAL_COLOR])
  expect(p.legend().map((r) => [r.label, r.count])).toEqual([['a', 1], ['b', 1], ['others', 1]])
})

describe.each(['energy', 'age', 'generation'] as const)('by %s', (by) => {
  test('everybody is in one row, and more is a later row', () => {
    const f = frame(40)
    const p = painted(by, f)
    expect(p.legend().reduce((sum, r) => sum + r.count, 0)).toBe(40)
    expect(new Set(p.legend().map((r) => r.label)).size).toBe(p.legend().length)
    const measure = by === 'energy' ? f.energy : by === 'age' ? f.age! : f.generation!
    for (let i = 0; i < 40; i++) {
      for (let j = 0; j < 40; j++) if (measure[i] < measure[j]) expect(p.classes[i]).toBeLessThanOrEqual(p.classes[j])
    }
  })
})

test.each(['energy', 'age', 'generation', 'species', 'trait'] as const)('an empty world by %s', (by) => {
  expect(painted(by, frame(0)).legend().every((r) => r.count === 0)).toBe(true)
})

test('a generation shared by all is one row', () => {
  const f = frame(5)
  f.generation!.fill(7)
  expect(painted('generation', f).legend()).toMatchObject([{ label: '7', count: 5 }])
})

test('a light falls on a class, on bearers, or on those named', () => {
  const f = frame(6)
  const p = painted('trait', f, { generated: ['swift_v2'] })
  const lights = (light: Parameters<typeof matcherOf>[0]) => [0, 1, 2, 3, 4, 5].filter(matcherOf(light, f, p.classes))
  expect(lights({ kind: 'class', row: 0 })).toEqual([2, 5])
  expect(lights({ kind: 'trait', trait: 'wary_v1' })).toEqual([1, 2, 4, 5])
  expect(lights({ kind: 'molbots', serials: new Set([1, 6]) })).toEqual([0, 5])
})
