import type { Mark } from './effects'

/** What a molbot has sensed, seen from where it is. */
export interface SensedThing {
  sense: string
  found: boolean
  radius?: number
  dx: number
  dy: number
}

/** Directions without a length of their own are drawn so long [world px]. */
const DIRECTION_PX = 40

const FOOD = 0x5bd38b
const OTHERS = 0xf2a65a
const FIELD = 0x7aa7ff

function colorOf(sense: string): number {
  return sense.endsWith('Food') ? FOOD : sense.startsWith('Nearest') || sense === 'Crowd' ? OTHERS : FIELD
}

/** Lines to what was found, arrows along what was felt, and a ring as far as it looked. */
export function sensedMarks(sensed: readonly SensedThing[], at: { x: number; y: number }, now: number): Mark[] {
  const still = { x: at.x, y: at.y, at: now, life: 1 }
  const rings = new Map<string, Mark>()
  const beams: Mark[] = []
  for (const s of sensed) {
    const color = colorOf(s.sense)
    if (s.radius) rings.set(`${color} ${Math.round(s.radius)}`, { ...still, shape: 'ring', dx: 0, dy: 0, color, from: s.radius, to: s.radius })
    if (!s.found || (s.dx === 0 && s.dy === 0)) continue
    const stretch = s.radius ? 1 : DIRECTION_PX
    beams.push({ ...still, shape: 'beam', dx: s.dx * stretch, dy: s.dy * stretch, color, from: 0.8, to: 0.8 })
  }
  return [...rings.values(), ...beams]
}
