/** Colours of the scene, by theme. Panels get theirs from CSS. */
export interface Palette {
  void: number
  ground: number
  line: number
  border: number
  /** Leaf, fruit, carrion. */
  food: number[]
  /** The blend mode of light: additive on dark ground, which would bleach on light ground. */
  glowBlend: 'add' | 'normal'
  glowAlpha: number
  /** How much black is mixed into bodies, so that pale ones stand out on light ground. */
  shade: number
  /** How much the copies of the world beyond its border are dimmed, 0 to 1. */
  beyond: number
}

export const palettes: Record<'dark' | 'light', Palette> = {
  dark: {
    void: 0x05080f, ground: 0x0a1120, line: 0x8fb4ff, border: 0x3f7f8c, food: [0xb4d17a, 0xffb27a, 0xc58fb8],
    glowBlend: 'add', glowAlpha: 0.55, shade: 0, beyond: 0.62,
  },
  light: {
    void: 0xdfe6ea, ground: 0xf7faf9, line: 0x1f4a5a, border: 0x5c8f96, food: [0x6f9440, 0xd0703a, 0x8d5a86],
    glowBlend: 'normal', glowAlpha: 0.26, shade: 0.16, beyond: 0.6,
  },
}

/** A colour darkened by a fraction. */
export function darken(color: number, share: number): number {
  const keep = 1 - share
  const r = ((color >> 16) & 255) * keep
  const g = ((color >> 8) & 255) * keep
  const b = (color & 255) * keep
  return (r << 16) | (g << 8) | b
}

/** The channels of 0xRRGGBB in the order in which PixiJS packs a particle's tint, with an alpha from 0 to 1. */
export function pack(color: number, alpha: number): number {
  const bgr = ((color & 255) << 16) | (color & 0xff00) | ((color >> 16) & 255)
  return ((Math.round(alpha * 255) << 24) | bgr) >>> 0
}
