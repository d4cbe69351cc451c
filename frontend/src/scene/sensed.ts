import type { Mark } from './effects'

/** What a molbot has sensed, relative to its position. */
export interface SensedThing {
  sense: string
  found: boolean
  radius?: number
  dx: number
  dy: number
}

/** The drawn length of directions that have no length of their own [world px]. */
const DIRECTION_PX = 40

const FOOD = 0x5bd38b
const OTHERS = 0xf2a65a
const FIELD = 0x7aa7ff

function colorOf(sense: string): number {
  return sense.endsWith('Food') ? FOOD : sense.startsWith('Nearest') || sense === 'Crowd' ? OTHERS : FIELD
}

/** Draws lines to what was found, arrows along what was felt, and a ring at the sensing range. */
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
