import { Container, Sprite, type Texture } from './pixi'
import type { Mark } from './effects'
import { darken, type Palette } from './palette'
import { BEAM_PX, RING_PX, type Textures } from './textures'

/** A marked molbot and its position. */
export interface Marked {
  x: number
  y: number
  radius: number
}

/**
 * What is drawn over the molbots: marks of events, and the ring around the selected molbot. They are few, so each is a
 * sprite.
 */
export class Overlay {
  readonly view = new Container()
  private readonly spare: Sprite[] = []
  private used = 0

  constructor(private readonly textures: Textures) {}

  draw(marks: readonly Mark[], picked: Marked | null, now: number, scale: number, palette: Palette): void {
    this.used = 0
    for (const m of marks) this.mark(m, (now - m.at) / m.life, scale, palette)
    if (picked) this.ring(picked, now, scale, palette)
    for (let k = this.used; k < this.spare.length; k++) this.spare[k].visible = false
  }

  private mark(m: Mark, age: number, scale: number, palette: Palette): void {
    const thickness = Math.max(m.from + (m.to - m.from) * age, 1.2 / scale)
    const sprite = this.sprite(m.shape === 'beam' ? this.textures.beam : m.shape === 'burst' ? this.textures.burst : this.textures.ring)
    sprite.position.set(m.x, m.y)
    sprite.tint = palette.shade ? darken(m.color, 0.3) : m.color
    sprite.alpha = 1 - age * age
    sprite.blendMode = palette.glowBlend
    if (m.shape === 'beam') {
      sprite.position.set(m.x + m.dx / 2, m.y + m.dy / 2)
      sprite.rotation = Math.atan2(m.dy, m.dx)
      sprite.scale.set(Math.hypot(m.dx, m.dy) / BEAM_PX, (2 * thickness) / (BEAM_PX / 4))
    } else {
      const radius = (m.from + (m.to - m.from) * eased(age)) * Math.max(1, 0.45 / scale)
      sprite.scale.set(radius / (RING_PX / 2))
    }
  }

  private ring(at: Marked, now: number, scale: number, palette: Palette): void {
    const sprite = this.sprite(this.textures.ring)
    const breath = 1 + 0.06 * Math.sin(now / 260)
    sprite.position.set(at.x, at.y)
    sprite.tint = palette.shade ? 0x0b1220 : 0xffffff
    sprite.alpha = 0.95
    sprite.blendMode = 'normal'
    sprite.scale.set((Math.max(at.radius * 1.9, 11 / scale) * breath) / (RING_PX / 2))
  }

  private sprite(texture: Texture): Sprite {
    const sprite = this.spare[this.used] ?? new Sprite()
    if (this.used === this.spare.length) {
      this.spare.push(sprite)
      this.view.addChild(sprite)
      sprite.anchor.set(0.5)
    }
    this.used++
    sprite.texture = texture
    sprite.visible = true
    sprite.rotation = 0
    return sprite
  }
}

function eased(age: number): number {
  return 1 - (1 - age) * (1 - age)
}
