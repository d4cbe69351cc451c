import { describe, expect, test } from 'vitest'
import type { Kin } from '../wire/types'
import { roundTimes, TimeAxis, under } from './draw'
import { layout } from './layout'
import { treeOf } from './tree'

const id = (n: number) => `mol_${n.toString(16).padStart(6, '0')}`
const kin = (n: number, born: number, parent?: number, died?: number): Kin =>
  ({ id: id(n), born_at_tick: born, traits: [], ...(parent ? { parent: id(parent) } : {}), ...(died ? { died_at_tick: died } : {}) })
const tree = (nodes: Kin[]) => treeOf({ tick: 1000, known: nodes.length, living: 0, nodes })

describe('the layout of a tree', () => {
  const t = tree([kin(1, 0, undefined, 500), kin(2, 100, 1), kin(3, 200, 1, 900), kin(4, 300, 3), kin(5, 400, 3), kin(6, 50, undefined, 60)])
  const l = layout(t)

  test('gives each of the living a row of its own, and the extinct none', () => {
    expect(l.rows).toBe(3)
    expect(new Set([1, 3, 4].map((i) => l.y[i]))).toEqual(new Set([0, 1, 2]))
    expect(l.last[5]).toBeLessThan(l.first[5] + 1)
  })

  test('puts ancestors amid their descendants, and ends their lines where the last one leaves', () => {
    expect(l.y[2]).toBe((l.y[3] + l.y[4]) / 2)
    expect([l.first[0], l.last[0]]).toEqual([0, 2])
    expect([l.ends[0], l.ends[1], l.ends[2]]).toEqual([200, 1000, 400])
    expect(l.from).toBe(0)
  })
})

test('a line of ten thousand generations is laid out without running out of stack', () => {
  const line = Array.from({ length: 10_000 }, (_, i) => kin(i + 1, i, i || undefined, i < 9999 ? i + 2 : undefined))
  expect(layout(tree(line)).rows).toBe(1)
})

test('the nearest line under the pointer is found, within its ends', () => {
  const drawn = [{ node: 1, x0: 0, x1: 100, y: 10, half: 5 }, { node: 2, x0: 50, x1: 100, y: 16, half: 5 }]
  expect([under(drawn, 60, 15), under(drawn, 20, 15), under(drawn, 20, 40)]).toEqual([2, 1, null])
})

test('the time axis goes from the first birth to now, wider near now, and back', () => {
  const axis = new TimeAxis(1000, 11_000)
  expect([axis.place(1000), axis.place(11_000), axis.place(8500)]).toEqual([0, 1, 0.5])
  for (const tick of [1000, 4321, 10_900]) expect(axis.tick(axis.place(tick))).toBeCloseTo(tick)
  expect(roundTimes(120)).toEqual([10, 20, 50, 100])
})
