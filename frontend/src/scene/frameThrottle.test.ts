import { expect, test } from 'vitest'
import { FrameThrottle } from './frameThrottle'

/**
 * The number of pictures drawn in a number of ms, if a picture takes `cost` and an animation frame without one takes 16
 * ms.
 */
function drawn(cost: number, ms: number): number {
  const throttle = new FrameThrottle()
  let pictures = 0
  for (let now = 0; now < ms; ) {
    if (throttle.due(now)) {
      throttle.drew(now)
      pictures++
      now += Math.max(cost, 16)
    } else {
      now += 16
    }
  }
  return pictures
}

test('cheap pictures are drawn in every frame', () => {
  expect(drawn(5, 1600)).toBe(100)
  expect(drawn(33, 3300)).toBe(100)
})

test('dear pictures leave half of the time free', () => {
  const pictures = drawn(200, 20_000)
  expect(pictures).toBeGreaterThan(40)
  expect(pictures).toBeLessThan(60)
})

test('even the dearest are drawn', () => {
  expect(drawn(5000, 60_000)).toBeGreaterThan(10)
})
