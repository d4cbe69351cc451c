/** The colours for data, as 0xRRGGBB: twelve for categories, which differ in hue and lightness, and three ramps. */
export const KINDS = [
  0x4fd1ff, 0xffb020, 0xff6bb5, 0x9be564, 0xb794ff, 0xff7a59, 0x2ee6a8, 0xf7e04b, 0x6f9bff, 0xe06bff, 0xc9a37a, 0xff4f70,
]

/** For molbots of no category. */
export const NEUTRAL_COLOR = 0x7d8aa0

export type RampName = 'ember' | 'tide' | 'leaf'

/** Each ramp gets lighter from one end to the other, so that it can be read without its hues. */
export const RAMPS: Record<RampName, number[]> = {
  ember: [0x4b2a8f, 0x9c2e8f, 0xe0475f, 0xff8a3d, 0xffd166, 0xfff3b0],
  tide: [0x1f4fa8, 0x1f86c9, 0x2bb8c4, 0x6fe0b8, 0xc0f2a8, 0xfbfbc8],
  leaf: [0x5b2c83, 0x44549a, 0x2f7f8e, 0x2fa879, 0x86cf4a, 0xf6e64a],
}

/** The colour at a position on a ramp from 0 to 1. */
export function along(ramp: number[], place: number): number {
  const at = Math.min(Math.max(place, 0), 1) * (ramp.length - 1)
  const i = Math.min(Math.floor(at), ramp.length - 2)
  return blend(ramp[i], ramp[i + 1], at - i)
}

/** Interpolates between two colours. */
export function blend(a: number, b: number, share: number): number {
  const mix = (shift: number) => {
    const from = (a >> shift) & 255
    return Math.round(from + (((b >> shift) & 255) - from) * share) << shift
  }
  return mix(16) | mix(8) | mix(0)
}

/** The colour as #rrggbb for CSS. */
export function css(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`
}
