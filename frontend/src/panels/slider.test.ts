import { expect, test } from 'vitest'
import { fromSlider, moveSlider, stepOf, toSlider } from './slider'

const friction = { min: 0, max: 1, integer: false }
const entities = { min: 1, max: 200_000, integer: true }

test('the ends of the slider are the limits', () => {
  for (const p of [friction, entities, { min: -30, max: 60, integer: false }]) {
    expect([fromSlider(p, 0), fromSlider(p, 1000)]).toEqual([p.min, p.max])
    expect([toSlider(p, p.min), toSlider(p, p.max)]).toEqual([0, 1000])
  }
})

test('a wide range keeps its low end within reach', () => {
  expect(toSlider(entities, 500)).toBeGreaterThan(400)
  expect(fromSlider(entities, toSlider(entities, 500))).toBe(500)
})

test('values are what a person would type', () => {
  expect(fromSlider(friction, 333)).toBe(0.333)
  expect(fromSlider({ min: -30, max: 60, integer: false }, 722)).toBe(35)
  expect(Number.isInteger(fromSlider(entities, 517))).toBe(true)
})

test('steps are round', () => {
  expect(stepOf(friction)).toBe(0.001)
  expect(stepOf(entities)).toBe(1)
})

test.each([
  ['temperature', { min: -30, max: 60, integer: false }, 20],
  ['max entities', entities, 1],
  ['max entities in the middle', entities, 500],
  ['tick rate', { min: 1, max: 1000, integer: true }, 16],
])('arrow keys never get stuck: %s', (_, p, start) => {
  let value = start
  for (let i = 0; i < 300; i++) {
    const next = moveSlider(p, value, Math.min(toSlider(p, value) + 1, 1000))
    expect(next).toBeGreaterThan(value)
    value = next
    if (value >= p.max) return
  }
  for (let i = 0; i < 50; i++) {
    const next = moveSlider(p, value, toSlider(p, value) - 1)
    expect(next).toBeLessThan(value)
    value = next
  }
})
