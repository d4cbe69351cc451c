import { Texture, TilingSprite } from './pixi'
import type { Size } from './camera'
import { along } from './colors'
import { LAYER_RAMPS, type FieldData } from './layers'

const BEYOND = 3

/** The field as a picture over the ground; like the world, it repeats beyond the border. */
export class Field {
  readonly view = new TilingSprite({ texture: Texture.EMPTY, width: 1, height: 1, visible: false })
  private readonly canvas = document.createElement('canvas')
  private texture: Texture | null = null

  show(data: FieldData | null, world: Size, dark: boolean): void {
    this.view.visible = data !== null
    if (!data) return
    this.paint(data, dark)
    this.view.texture = this.texture!
    this.view.setSize(world.width * (2 * BEYOND + 1), world.height * (2 * BEYOND + 1))
    this.view.tileScale.set(world.width / this.canvas.width, world.height / this.canvas.height)
    this.view.position.set(-world.width * BEYOND, -world.height * BEYOND)
  }

  private paint(data: FieldData, dark: boolean): void {
    const { canvas } = this
    if (canvas.width !== data.cols || canvas.height !== data.rows) {
      canvas.width = data.cols
      canvas.height = data.rows
      this.texture?.destroy(true)
      this.texture = null
    }
    const context = canvas.getContext('2d')!
    const image = context.createImageData(data.cols, data.rows)
    const ramp = LAYER_RAMPS[data.layer]
    const range = data.max - data.min || 1
    const strength = dark ? 150 : 190
    for (let i = 0; i < data.cols * data.rows; i++) {
      const place = (data.values[i] - data.min) / range
      const color = along(ramp, place)
      // Zero is transparent where it means absence; a temperature is present everywhere.
      const alpha = data.layer === 'temperature' ? strength * 0.7 : strength * Math.min(place * 1.6, 1)
      image.data.set([color >> 16, (color >> 8) & 255, color & 255, alpha], 4 * i)
    }
    context.putImageData(image, 0, 0)
    if (this.texture) this.texture.source.update()
    else this.texture = Texture.from(canvas, true)
  }
}
