import { expect, test } from 'vitest'
import { fit } from './camera'
import { crop } from './crop'
import { Effects } from './effects'
import { CameraController } from './cameraController'
import { emptyFrame } from '../wire/frame'

const world = { width: 2000, height: 2000 }

function controller(): CameraController {
  const e = new CameraController(world, () => undefined)
  e.resize({ width: 800, height: 600 })
  return e
}

test('it keeps the whole world in view until it is moved', () => {
  const e = controller()
  e.resize({ width: 400, height: 300 })
  expect(e.camera).toEqual(fit({ width: 400, height: 300 }, world))
  e.zoom({ x: 10, y: 10 }, 2)
  const { scale } = e.camera
  e.resize({ width: 800, height: 600 })
  expect(e.camera.scale).toBe(scale)
})

test('it goes with a molbot until it is dragged away; a zoom does not let go', () => {
  const e = controller()
  e.attach()
  for (let k = 0; k < 60; k++) e.track({ x: 300, y: 400 })
  expect(e.camera.x).toBeCloseTo(300, 3)
  e.zoom({ x: 400, y: 300 }, 1.5)
  expect(e.attached).toBe(true)
  e.move({ ...e.camera, x: 500 })
  expect(e.attached).toBe(false)
  e.track({ x: 300, y: 400 })
  expect(e.camera.x).toBe(500)
})

test('it jumps over the seam instead of flying through the world', () => {
  const e = controller()
  e.attach()
  for (let k = 0; k < 60; k++) e.track({ x: 1990, y: 1000 })
  e.track({ x: 5, y: 1000 })
  expect(e.camera.x).toBe(5)
})

test('marks live for a while, a beam needs another end, and a flood is cut', () => {
  const effects = new Effects()
  effects.add('attack', 1, 1, 0, 0)
  expect(effects.any).toBe(false)
  effects.add('birth', 1, 1, 0, 0)
  effects.add('attack', 1, 1, 0, 0, 5, 0)
  expect(effects.alive(100)).toHaveLength(2)
  expect(effects.alive(10_000)).toHaveLength(0)
  for (let k = 0; k < 1000; k++) effects.add('starved', k, 1, 0, 20_000)
  expect(effects.alive(20_001).length).toBeLessThan(100)
})

test('food as a field keeps its sum, over the seam too', () => {
  const f = emptyFrame(1, 0, 2)
  f.foodX.set([0, 1999])
  f.foodY.set([0, 700])
  f.foodAmount.set([48, 16])
  const field = crop(f, world)
  expect([...(field.values as Float32Array)].reduce((a, b) => a + b)).toBeCloseTo(64)
  expect(field.values[field.cols * field.rows - 1]).toBe(3)
})
