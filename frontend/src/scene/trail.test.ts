import { expect, test } from 'vitest'
import { Trail } from './trail'

const world = { width: 100, height: 100, walls: false }

test('a way is drawn from where it began, the short way round the world', () => {
  const t = new Trail()
  t.of(7, { x: 90, y: 50 }, 0, world)
  expect(t.of(7, { x: 92, y: 50 }, 0, world)).toEqual([])
  const [leg, ...rest] = t.of(7, { x: 4, y: 50 }, 0, world)
  expect(leg).toMatchObject({ shape: 'beam', x: 90, y: 50, dx: 14, dy: 0 })
  expect(rest).toEqual([])
})

test('another molbot begins another way', () => {
  const t = new Trail()
  t.of(7, { x: 10, y: 10 }, 0, world)
  expect(t.of(7, { x: 20, y: 10 }, 0, world)).toHaveLength(1)
  expect(t.of(8, { x: 30, y: 10 }, 0, world)).toEqual([])
})

test('a long way forgets its beginning', () => {
  const t = new Trail()
  let marks = 0
  for (let i = 0; i < 1000; i++) marks = t.of(7, { x: (i * 7) % 100, y: 50 }, 0, world).length
  expect(marks).toBe(159)
})
