import type { WorldEvent } from '../wire/events'
import { blend } from './colors'

/** A short-lived mark: a ring around a place, or a beam from one place to another. Sizes are radii [world px]. */
export interface Mark {
  shape: 'ring' | 'burst' | 'beam'
  x: number
  y: number
  dx: number
  dy: number
  color: number
  from: number
  to: number
  life: number
  at: number
}

/** Limits for all marks and for those of one moment; more of them would be noise. */
const MAX_MARKS = 160
const MAX_NEW_MARKS = 48

/**
 * What an event looks like: shape, colour (null: the molbot's own) and its strength in the mix, radii, duration [ms].
 */
interface Style {
  shape: Mark['shape']
  tint: number
  share: number
  from: number
  to: number
  life: number
}

export const STYLES: Record<WorldEvent['kind'], Style> = {
  birth: { shape: 'ring', tint: 0xffffff, share: 0.25, from: 30, to: 8, life: 800 },
  starved: { shape: 'ring', tint: 0xd9a441, share: 0.75, from: 8, to: 24, life: 900 },
  aged: { shape: 'ring', tint: 0xb3a6e8, share: 0.75, from: 8, to: 30, life: 1300 },
  collided: { shape: 'burst', tint: 0xff9d4d, share: 0.9, from: 8, to: 26, life: 500 },
  killed: { shape: 'burst', tint: 0xff4d5e, share: 0.95, from: 8, to: 34, life: 700 },
  attack: { shape: 'beam', tint: 0xff4d5e, share: 1, from: 3, to: 1, life: 300 },
  share: { shape: 'beam', tint: 0x8ef0a0, share: 1, from: 2.5, to: 2, life: 650 },
}

/** The current marks with their ages. */
export class Effects {
  private list: Mark[] = []

  get any(): boolean {
    return this.list.length > 0
  }

  /** Adds the mark of an event at a place; dx and dy lead to the other molbot involved. */
  add(kind: WorldEvent['kind'], x: number, y: number, color: number, now: number, dx = 0, dy = 0): void {
    const style = STYLES[kind]
    if (style.shape === 'beam' && dx === 0 && dy === 0) return // the other molbot is not in the picture
    if (this.list.length >= MAX_MARKS || this.fresh(now) >= MAX_NEW_MARKS) return
    const { shape, from, to, life } = style
    this.list.push({ shape, x, y, dx, dy, color: blend(color, style.tint, style.share), from, to, life, at: now })
  }

  /** The marks that are current at a time [ms]; expired ones are removed. */
  alive(now: number): readonly Mark[] {
    this.list = this.list.filter((m) => now - m.at < m.life)
    return this.list
  }

  private fresh(now: number): number {
    return this.list.filter((m) => now - m.at < 30).length
  }
}
