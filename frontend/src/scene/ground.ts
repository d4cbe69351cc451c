import { Container, Graphics, Texture, TilingSprite } from './pixi'
import type { Size, World } from './camera'
import type { Palette } from './palette'

const CELL = 100

/** How far the ground reaches beyond the border on each side, in world sizes; the camera shows no more. */
const BEYOND = 3

/**
 * The ground: a lit field with faint cells of 100 px. A wrapping world repeats its ground beyond the border, dimmed,
 * and the border is a dashed line. Walls are a solid line with nothing beyond.
 */
export class Ground {
  readonly view = new Container()
  /** Covers everything beyond the border. */
  readonly dimming = new Container()

  draw(world: World, palette: Palette): void {
    for (const child of [...this.view.removeChildren(), ...this.dimming.removeChildren()]) child.destroy()
    this.view.addChild(field(world, palette), cells(world, palette))
    this.dimming.addChild(dimming(world, palette), border(world, palette))
  }
}

function field(world: Size, palette: Palette): TilingSprite {
  const texture = light(palette)
  const sprite = new TilingSprite({
    texture, width: world.width * (2 * BEYOND + 1), height: world.height * (2 * BEYOND + 1),
    tileScale: { x: world.width / texture.width, y: world.height / texture.height },
  })
  sprite.position.set(-world.width * BEYOND, -world.height * BEYOND)
  return sprite
}

type Spot = [x: number, y: number, radius: number, rgb: string]

const darkSpots: Spot[] = [
  [70, 60, 150, '20,96,116'], [200, 190, 150, '58,48,132'], [190, 50, 110, '16,74,84'], [50, 210, 120, '24,56,110'],
]
const lightSpots: Spot[] = [[70, 60, 150, '190,226,222'], [200, 190, 150, '214,210,238'], [190, 50, 110, '226,238,210']]

/** The light of one world; each spot is drawn again one world size away, so that the picture has no seam. */
function light(palette: Palette): Texture {
  const size = 256
  const dark = palette.glowBlend === 'add'
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const c = canvas.getContext('2d')!
  c.fillStyle = `#${palette.ground.toString(16).padStart(6, '0')}`
  c.fillRect(0, 0, size, size)
  for (const [x, y, r, rgb] of dark ? darkSpots : lightSpots) {
    for (const dx of [-size, 0, size]) {
      for (const dy of [-size, 0, size]) {
        const g = c.createRadialGradient(x + dx, y + dy, 0, x + dx, y + dy, r)
        g.addColorStop(0, `rgba(${rgb},${dark ? 0.42 : 0.6})`)
        g.addColorStop(1, `rgba(${rgb},0)`)
        c.fillStyle = g
        c.fillRect(0, 0, size, size)
      }
    }
  }
  return Texture.from(canvas)
}

function cells(world: Size, palette: Palette): Graphics {
  const g = new Graphics()
  for (let x = 0; x <= world.width; x += CELL) g.moveTo(x, 0).lineTo(x, world.height)
  for (let y = 0; y <= world.height; y += CELL) g.moveTo(0, y).lineTo(world.width, y)
  return g.stroke({ pixelLine: true, color: palette.line, alpha: 0.07 })
}

function dimming({ width: w, height: h, walls }: World, palette: Palette): Graphics {
  const g = new Graphics()
  g.rect(-w * BEYOND, -h * BEYOND, w * (2 * BEYOND + 1), h * BEYOND)
  g.rect(-w * BEYOND, h, w * (2 * BEYOND + 1), h * BEYOND)
  g.rect(-w * BEYOND, 0, w * BEYOND, h)
  g.rect(w, 0, w * BEYOND, h)
  return g.fill({ color: palette.void, alpha: walls ? 1 : palette.beyond })
}

function border(world: World, palette: Palette): Graphics {
  const g = new Graphics()
  if (world.walls) return g.rect(0, 0, world.width, world.height).stroke({ width: 5, alignment: 0, color: palette.border })
  const dash = 22
  for (let x = 0; x < world.width; x += 2 * dash) {
    for (const y of [0, world.height]) g.moveTo(x, y).lineTo(Math.min(x + dash, world.width), y)
  }
  for (let y = 0; y < world.height; y += 2 * dash) {
    for (const x of [0, world.width]) g.moveTo(x, y).lineTo(x, Math.min(y + dash, world.height))
  }
  return g.stroke({ pixelLine: true, color: palette.border })
}
