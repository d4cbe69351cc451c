import type { Shader } from './pixi'
import type { Frame } from '../wire/frame'
import type { Point } from './camera'
import { Instances } from './instances'
import { pack, type Palette } from './palette'
import { WrappedMesh } from './wrappedMesh'
import { foodShader, numbersOf } from './shaders'
import type { Textures } from './textures'

/** Draws all food in one call. */
export class FoodLayer {
  private readonly instances = new Instances([['aPlace', 'float32x2', 8], ['aRadius', 'float32', 4], ['aColor', 'unorm8x4', 4]])
  private readonly shader: Shader
  readonly food: WrappedMesh

  constructor(textures: Textures) {
    this.shader = foodShader(textures.food)
    this.food = new WrappedMesh(this.instances.geometry, this.shader)
  }

  fill(frame: Frame, palette: Palette, dimmed: boolean): void {
    this.instances.room(frame.foodCount)
    const { floats, words } = this.instances
    const colors = palette.food.map((color) => pack(color, dimmed ? 0.25 : 0.85))
    for (let i = 0, k = 0; i < frame.foodCount; i++, k += 4) {
      floats[k] = frame.foodX[i]
      floats[k + 1] = frame.foodY[i]
      floats[k + 2] = 1.2 + 0.24 * Math.sqrt(frame.foodAmount[i])
      words[k + 3] = colors[frame.foodKind[i]] ?? colors[0]
    }
    this.instances.done(frame.foodCount)
  }

  place(tiles: readonly Point[], scale: number): void {
    numbersOf<{ uLeast: number }>(this.shader).uLeast = 1.15 / scale // never smaller than a visible dot
    this.food.place(tiles)
  }
}
