import { Container, Graphics, Sprite, Texture } from 'pixi.js'
import type { Size } from './camera'
import type { Palette } from './palette'

const CELL = 100

/** The ground: a lit field, faint cells of 100 px, and a dashed border, since the world goes on at the other side. */
export class Ground {
  readonly view = new Container()

  draw(world: Size, palette: Palette): void {
    for (const child of this.view.removeChildren()) child.destroy()
    const field = new Graphics().rect(0, 0, world.width, world.height).fill(palette.ground)
    this.view.addChild(field, light(world, palette), cells(world, palette), border(world, palette))
  }
}

function light(world: Size, palette: Palette): Sprite {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 256
  const c = canvas.getContext('2d')!
  const dark = palette.glowBlend === 'add'
  const spots: [number, number, number, string][] = dark
    ? [[70, 60, 150, '20,90,110'], [200, 190, 160, '52,44,120'], [190, 50, 110, '16,70,80'], [50, 210, 120, '24,52,100']]
    : [[70, 60, 150, '190,226,222'], [200, 190, 160, '214,210,238'], [190, 50, 110, '226,238,210']]
  for (const [x, y, r, rgb] of spots) {
    const g = c.createRadialGradient(x, y, 0, x, y, r)
    g.addColorStop(0, `rgba(${rgb},${dark ? 0.34 : 0.55})`)
    g.addColorStop(1, `rgba(${rgb},0)`)
    c.fillStyle = g
    c.fillRect(0, 0, 256, 256)
  }
  const sprite = new Sprite(Texture.from(canvas))
  sprite.setSize(world.width, world.height)
  return sprite
}

function cells(world: Size, palette: Palette): Graphics {
  const g = new Graphics()
  for (let x = CELL; x < world.width; x += CELL) g.moveTo(x, 0).lineTo(x, world.height)
  for (let y = CELL; y < world.height; y += CELL) g.moveTo(0, y).lineTo(world.width, y)
  return g.stroke({ width: 1, color: palette.line, alpha: 0.05 })
}

function border(world: Size, palette: Palette): Graphics {
  const g = new Graphics()
  const dash = 22
  for (let x = 0; x < world.width; x += 2 * dash) {
    for (const y of [0, world.height]) g.moveTo(x, y).lineTo(Math.min(x + dash, world.width), y)
  }
  for (let y = 0; y < world.height; y += 2 * dash) {
    for (const x of [0, world.width]) g.moveTo(x, y).lineTo(x, Math.min(y + dash, world.height))
  }
  return g.stroke({ width: 3, color: palette.border, alpha: 0.7 })
}
