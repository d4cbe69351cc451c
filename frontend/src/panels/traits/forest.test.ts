import { expect, test } from 'vitest'
import type { Mutation } from '../../wire/types'
import { descendants, forest, size, type Branch } from './forest'

const program = (id: string, day: number, parent?: string) => ({ id, parent, created_at: `2026-11-${String(day).padStart(2, '0')}T00:00:00Z` }) as Mutation
const shape = (list: Branch[]): unknown[] => list.map((b) => (b.children.length > 0 ? [b.mutation.id, ...shape(b.children)] : b.mutation.id))

test('programs hang below the one that they were made from, oldest first', () => {
  const trees = forest([program('c', 3, 'a'), program('b', 2), program('d', 4, 'c'), program('a', 1), program('e', 2, 'a')])
  expect(shape(trees)).toEqual([['a', 'e', ['c', 'd']], 'b'])
  expect(trees.map(size)).toEqual([4, 1])
})

test('descendants are counted through others, and of nothing there are none', () => {
  const counts = descendants([program('c', 3, 'a'), program('b', 2), program('d', 4, 'c'), program('a', 1), program('e', 2, 'a')])
  expect([...'abcde'].map((id) => counts.get(id))).toEqual([3, 0, 1, 0, 0])
  expect([...descendants([program('a', 1, 'b'), program('b', 2, 'a')]).values()].length).toBe(2)
  expect(descendants([]).size).toBe(0)
})

test('a lost parent begins a tree, and a ring ends nothing', () => {
  expect(shape(forest([program('a', 1, 'gone')]))).toEqual(['a'])
  expect(shape(forest([program('a', 1, 'a')]))).toEqual(['a'])
  const ring = forest([program('a', 1, 'b'), program('b', 2, 'a')])
  expect(ring.reduce((n, b) => n + size(b), 0)).toBe(2)
  expect(forest([])).toEqual([])
})
