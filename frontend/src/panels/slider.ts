import type { Param } from '../wire/types'

type Scaled = Pick<Param, 'min' | 'max' | 'integer'>

/** A range this wide gets a logarithmic slider, because on a linear one its low end would be a single pixel. */
const WIDE = 2000

/** The position of a value on a slider from 0 to 1000. */
export function toSlider(p: Scaled, value: number): number {
  const share = wide(p) ? Math.log1p(value - p.min) / Math.log1p(p.max - p.min) : (value - p.min) / (p.max - p.min)
  return Math.round(1000 * Math.min(Math.max(share, 0), 1))
}

/** The value at a slider position, rounded to what a person would have typed. */
export function fromSlider(p: Scaled, place: number): number {
  const share = Math.min(Math.max(place / 1000, 0), 1)
  const raw = wide(p) ? p.min + Math.expm1(share * Math.log1p(p.max - p.min)) : p.min + share * (p.max - p.min)
  const step = stepAt(p, raw)
  const stepped = +(Math.round(raw / step) * step).toPrecision(12)
  return Math.min(Math.max(stepped, p.min), p.max)
}

/** The value after the slider moved to a position: always different from the old value, however small the move. */
export function moveSlider(p: Scaled, from: number, place: number): number {
  const to = fromSlider(p, place)
  const way = Math.sign(place - toSlider(p, from))
  if (to !== from || way === 0) return to
  const next = +(from + way * stepAt(p, from)).toPrecision(12)
  return Math.min(Math.max(next, p.min), p.max)
}

function stepAt(p: Scaled, value: number): number {
  return wide(p) ? Math.max(1, 10 ** (Math.floor(Math.log10(Math.max(value, 1))) - 1)) : stepOf(p)
}

/** A round step of about one five-hundredth of the range. */
export function stepOf(p: Scaled): number {
  if (p.integer) return 1
  return 10 ** Math.round(Math.log10((p.max - p.min) / 500))
}

function wide(p: Scaled): boolean {
  return p.integer && p.max - p.min > WIDE
}
