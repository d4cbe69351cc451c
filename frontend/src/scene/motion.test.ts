import { describe, expect, test } from 'vitest'
import type { Frame } from '../wire/frame'
import { decodeFrameJSON } from '../wire/plain'
import { Motion, turn } from './motion'

const world = { width: 1000, height: 1000 }

interface Being {
  id?: string
  x: number
  y?: number
  color?: string
}

function frame(beings: Being[], withIDs = true): Frame {
  const f = decodeFrameJSON({
    tick: 1, resources: [],
    entities: beings.map((b, i) => ({
      id: b.id ?? `mol_00000${i}`, x: b.x, y: b.y ?? 500, energy: 50, radius: 5, color: b.color ?? '#102030', state: 'alive', traits: [],
    })),
  })
  if (!withIDs) f.serials = null
  return f
}

describe('with ids', () => {
  test('a body starts where it was drawn last', () => {
    const m = new Motion(world)
    m.push(frame([{ id: 'mol_00000a', x: 100 }]), 0)
    m.push(frame([{ id: 'mol_00000b', x: 300 }, { id: 'mol_00000a', x: 110 }]), 33)
    expect([m.bodies!.fromX[1], m.bodies!.toX[1]]).toEqual([100, 110])
    expect(m.bodies!.fromX[0]).toBe(300)
  })

  test('the seam of the world is crossed the short way', () => {
    const m = new Motion(world)
    m.push(frame([{ id: 'mol_00000a', x: 995 }]), 0)
    m.push(frame([{ id: 'mol_00000a', x: 5 }]), 33)
    expect([m.bodies!.fromX[0], m.bodies!.toX[0]]).toEqual([-5, 5])
    m.push(frame([{ id: 'mol_00000a', x: 8 }]), 10_000)
    expect(m.bodies!.fromX[0]).toBe(5)
    expect(Math.cos(m.bodies!.heading[0])).toBeGreaterThan(0.99)
  })

  test('between walls nobody crosses a seam', () => {
    const m = new Motion({ ...world, walls: true })
    m.push(frame([{ id: 'mol_00000a', x: 995 }]), 0)
    m.push(frame([{ id: 'mol_00000a', x: 5 }]), 33)
    expect([m.bodies!.fromX[0], m.bodies!.toX[0]]).toEqual([995, 5])
  })

  test('births and deaths are told with their place', () => {
    const m = new Motion(world)
    m.push(frame([{ id: 'mol_00000a', x: 1 }, { id: 'mol_00000b', x: 2 }]), 0)
    expect(m.born).toEqual([])
    m.push(frame([{ id: 'mol_00000b', x: 2 }, { id: 'mol_00000c', x: 3, color: '#0000ff' }]), 33)
    expect([m.gone, m.born]).toEqual([[0], [1]])
    expect([m.successor(0), m.successor(1)]).toEqual([-1, 0])
  })
})

test('ids are found after deaths, births and a new order', () => {
  const id = (n: number) => `mol_${n.toString(16).padStart(6, '0')}`
  const crowd = (numbers: number[]) => frame(numbers.map((n) => ({ id: id(n), x: n })))
  const m = new Motion(world)
  const first = Array.from({ length: 60 }, (_, i) => i + 1)
  m.push(crowd(first), 0)
  const fewer = first.filter((n) => n % 20 !== 0 && (n < 30 || n > 42)).concat([100, 101])
  m.push(crowd(fewer), 33)
  expect(m.gone).toHaveLength(60 + 2 - fewer.length)
  expect(m.born.map((i) => fewer[i])).toEqual([100, 101])
  const shuffled = [...fewer].reverse()
  m.push(crowd(shuffled), 66)
  expect([m.gone, m.born]).toEqual([[], []])
  fewer.forEach((n, j) => expect(shuffled[m.successor(j)]).toBe(n))
})

describe('without ids', () => {
  test('colour and nearness tell who is who', () => {
    const m = new Motion(world)
    m.push(frame([{ x: 100, color: '#ff0000' }, { x: 105, color: '#00ff00' }, { x: 900, color: '#ff0000' }], false), 0)
    m.push(frame([{ x: 902, color: '#ff0000' }, { x: 104, color: '#00ff00' }, { x: 103, color: '#ff0000' }], false), 33)
    expect([...m.bodies!.fromX].slice(0, 3)).toEqual([900, 105, 100])
  })

  test('what is too far away is somebody else', () => {
    const m = new Motion(world)
    m.push(frame([{ x: 100 }], false), 0)
    m.push(frame([{ x: 400 }], false), 33)
    expect(m.bodies!.fromX[0]).toBe(400)
    expect(m.gone).toEqual([0])
  })

  test('a change of format keeps everybody', () => {
    const m = new Motion(world)
    m.push(frame([{ x: 100 }]), 0)
    m.push(frame([{ x: 102 }], false), 33)
    expect(m.bodies!.fromX[0]).toBe(100)
  })
})

test('progress goes from 0 to 1 over a frame, and is done at once for those who want less motion', () => {
  const m = new Motion(world)
  m.push(frame([{ x: 1 }]), 1000)
  expect(m.progress(1000)).toBe(0)
  expect(m.progress(1016.5)).toBeCloseTo(0.5)
  expect(m.progress(2000)).toBe(1)
  m.setSmooth(false)
  expect(m.progress(1000)).toBe(1)
})

test('a heading turns towards the step the short way, and not for a tremble', () => {
  expect(turn(1, 0.001, 0)).toBe(1)
  const turned = turn(3, -10, -1) // from 3 rad to just past π
  expect(turned).toBeGreaterThan(3)
  expect(turned).toBeLessThan(3.4)
})
