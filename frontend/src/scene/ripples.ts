/** Short-lived rings where a molbot was born (closing in) or died (spreading out). */

const LIFE_MS = 700
const MOST = 120

interface Ripple {
  x: number
  y: number
  color: number
  born: boolean
  at: number
}

export interface LivingRipple extends Ripple {
  /** 0 at its start, 1 at its end. */
  age: number
}

export class Ripples {
  private list: Ripple[] = []

  get any(): boolean {
    return this.list.length > 0
  }

  /** Adds places as flat lists of x, y, colour. A whole crowd at once is a new picture, not news. */
  add(born: readonly number[], gone: readonly number[], now: number): void {
    if (born.length + gone.length > 3 * 40) return
    this.take(born, true, now)
    this.take(gone, false, now)
    if (this.list.length > MOST) this.list = this.list.slice(-MOST)
  }

  alive(now: number): LivingRipple[] {
    this.list = this.list.filter((r) => now - r.at < LIFE_MS)
    return this.list.map((r) => ({ ...r, age: Math.max((now - r.at) / LIFE_MS, 0) }))
  }

  private take(places: readonly number[], born: boolean, now: number): void {
    for (let i = 0; i < places.length; i += 3) {
      this.list.push({ x: places[i], y: places[i + 1], color: places[i + 2], born, at: now })
    }
  }
}
