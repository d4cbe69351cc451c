import { describe, expect, test } from 'vitest'
import type { Kin } from '../wire/types'
import { crossing, cut } from './clades'
import { descendants, livingOf, treeOf } from './tree'

const id = (n: number) => `mol_${n.toString(16).padStart(6, '0')}`

function kin(n: number, born: number, parent?: number, died?: number): Kin {
  return { id: id(n), born_at_tick: born, traits: [], ...(parent ? { parent: id(parent) } : {}), ...(died ? { died_at_tick: died } : {}) }
}

const tree = (nodes: Kin[]) => treeOf({ tick: 1000, known: nodes.length, living: 0, nodes })

/** One founder with two families of three and an only child. */
const families = [
  kin(1, 0, undefined, 500),
  kin(2, 100, 1, 600), kin(3, 120, 1), kin(4, 130, 1, 700),
  kin(5, 200, 2), kin(6, 210, 2), kin(7, 220, 2),
  kin(8, 300, 4), kin(9, 310, 4), kin(10, 320, 4),
]

test('a tree counts the living below each node', () => {
  const t = tree(families)
  expect(t.roots).toEqual([0])
  expect([...t.living.slice(0, 4)]).toEqual([7, 3, 1, 3])
  expect([...livingOf(t, 1)]).toEqual([5, 6, 7])
  expect(descendants(t, 0)).toHaveLength(10)
})

test('a parent that was left out, or comes later, makes a root', () => {
  expect(tree([kin(2, 5, 1), kin(3, 4, 9), kin(9, 3)]).roots).toEqual([0, 1, 2])
})

describe('a cut', () => {
  test('finds the families', () => {
    const t = tree(families)
    expect(crossing(t, 50).map((i) => t.nodes[i].id)).toEqual([id(2), id(4)])
    const c = cut(t, null)
    expect(c.of.get(5)).toBe(c.of.get(7))
    expect(c.of.get(5)).not.toBe(c.of.get(8))
  })

  test('keeps the colours of families when others die out', () => {
    const first = cut(tree(families), null)
    const without = families.filter((k) => ![id(2), id(5), id(6), id(7)].includes(k.id))
    const later = [...without, kin(11, 400, 8), kin(12, 410, 8)]
    const second = cut(tree(later), first)
    const place = second.founders.indexOf(id(4))
    if (place >= 0) expect(place).toBe(first.founders.indexOf(id(4)))
    expect(new Set(second.founders.filter(Boolean)).size).toBe(second.founders.filter(Boolean).length)
  })

  test('of an empty tree is empty', () => {
    expect(cut(tree([]), null).of.size).toBe(0)
  })
})
