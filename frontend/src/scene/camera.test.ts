import { describe, expect, test } from 'vitest'
import { fit, fitScale, pan, toScreen, toWorld, visibleTiles, wrapDelta, zoomAt } from './camera'

const view = { width: 800, height: 600 }
const world = { width: 2000, height: 2000 }

test('fit shows the whole world in the middle', () => {
  const c = fit(view, world)
  const corner = toScreen(c, view, { x: 0, y: 0 })
  const other = toScreen(c, view, { x: 2000, y: 2000 })
  expect(corner.y).toBeCloseTo(24)
  expect(other.y).toBeCloseTo(576)
  expect((corner.x + other.x) / 2).toBeCloseTo(400)
})

test('screen and world are inverse', () => {
  const c = { x: 700, y: 300, scale: 1.7 }
  const p = toWorld(c, view, toScreen(c, view, { x: 123, y: 456 }))
  expect(p.x).toBeCloseTo(123)
  expect(p.y).toBeCloseTo(456)
})

describe('zoom', () => {
  test('keeps the point under the pointer', () => {
    const c = { x: 1000, y: 1000, scale: 1 }
    const at = { x: 200, y: 450 }
    const before = toWorld(c, view, at)
    const after = toWorld(zoomAt(c, view, world, at, 1.5), view, at)
    expect(after.x).toBeCloseTo(before.x)
    expect(after.y).toBeCloseTo(before.y)
  })

  test('has an end on both sides', () => {
    const c = fit(view, world)
    const middle = { x: 400, y: 300 }
    expect(zoomAt(c, view, world, middle, 1e6).scale).toBe(8)
    expect(zoomAt(c, view, world, middle, 1e-6).scale).toBeCloseTo(fitScale(view, world) * 0.6)
  })

  test('of a tiny world still fits it', () => {
    const small = { width: 20, height: 20 }
    const c = fit(view, small)
    expect(zoomAt(c, view, small, { x: 400, y: 300 }, 1).scale).toBeGreaterThan(8)
  })
})

test('a drag moves the world with the hand, not out of sight', () => {
  const c = { x: 1000, y: 1000, scale: 2 }
  expect(pan(c, world, 100, -50)).toEqual({ x: 950, y: 1025, scale: 2 })
  expect(pan(c, world, 1e6, 0).x).toBe(0)
})

test('the shortest way round', () => {
  expect(wrapDelta(1990, 10, 2000)).toBe(20)
  expect(wrapDelta(10, 1990, 2000)).toBe(-20)
  expect(wrapDelta(100, 300, 2000)).toBe(200)
})

test('the repetitions that a view sees, the world first', () => {
  expect(visibleTiles({ x: 1000, y: 1000, scale: 1 }, view, world)).toEqual([{ x: 0, y: 0 }])
  expect(visibleTiles({ x: 0, y: 1000, scale: 1 }, view, world)).toEqual([{ x: 0, y: 0 }, { x: -2000, y: 0 }])
  const all = visibleTiles(fit({ width: 1600, height: 600 }, world), { width: 1600, height: 600 }, world)
  expect(all[0]).toEqual({ x: 0, y: 0 })
  expect(all).toHaveLength(9)
})
