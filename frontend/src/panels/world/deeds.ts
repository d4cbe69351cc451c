import type { Explanation } from '../../wire/types'
import { signed, value } from '../format'

type Sensed = Explanation['sensed'][number]
type Wanted = Explanation['wanted'][number]

const THINGS: Record<string, string> = {
  NearestFood: 'the nearest food', RichestFood: 'the richest food', NearestMolbot: 'the nearest molbot', NearestKin: 'the nearest of its kin',
}
const READINGS: Record<string, string> = {
  Crowd: 'molbots around it', Temperature: '°C here', ThermalStress: 'of thermal stress', Fertility: 'of fertility here', Scent: 'of scent here',
}
const WAYS: Record<string, string> = { Comfort: 'where it is more comfortable', FertilityGradient: 'where the ground is more fertile', ScentGradient: 'where the scent is stronger' }

/** What a molbot sensed, in words. */
export function sensedWords(s: Sensed): string {
  const far = s.radius ? ` within ${value(s.radius)} px` : ''
  if (THINGS[s.sense]) {
    return s.found ? `looked for ${THINGS[s.sense]}${far}: it is ${value(Math.round(Math.hypot(s.dx, s.dy)))} px ${bearing(s.dx, s.dy)}` : `looked for ${THINGS[s.sense]}${far} and found none`
  }
  if (WAYS[s.sense]) return s.found ? `felt ${WAYS[s.sense]}: ${bearing(s.dx, s.dy)}` : `felt no difference in any direction (${s.sense})`
  return `read ${value(Math.round(s.value * 100) / 100)} ${READINGS[s.sense] ?? s.sense}${far}`
}

const COMPASS = ['to the right', 'down to the right', 'down', 'down to the left', 'to the left', 'up to the left', 'up', 'up to the right']

function bearing(dx: number, dy: number): string {
  return COMPASS[(Math.round(Math.atan2(dy, dx) / (Math.PI / 4)) + 8) % 8]
}

/** What a molbot wanted to do, in words. */
export function wantedWords(w: Wanted): string {
  switch (w.what) {
    case 'thrust': return `push ${bearing(w.dx, w.dy)} with ${percent(w.amount)} of its strength`
    case 'turn': return `turn by ${value(Math.round((w.dx * 180) / Math.PI))}° and push with ${percent(w.amount)} of its strength`
    case 'brake': return 'slow down'
    case 'rest': return 'lie still'
    case 'eat': return 'eat what is in reach'
    case 'fast': return 'leave food alone'
    case 'breed': return `have a child that gets ${percent(w.amount)} of its energy`
    case 'hold_birth': return 'put off having a child'
    case 'attack': return 'bite another molbot'
    case 'share': return `give away ${value(Math.round(w.amount * 10) / 10)} energy`
    case 'scent': return `leave ${value(Math.round(w.amount * 10) / 10)} of scent`
    case 'mark': return 'remember this place'
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

const ENDS = { starved: 'starved', aged: 'died of age', collided: 'died in a collision', killed: 'was killed' }

/** The outcome of a tick, in a sentence. */
export function outcomeWords(x: Explanation): string {
  const o = x.outcome
  if (!o.alive) return `In its last tick it ${o.cause ? ENDS[o.cause] : 'left the world'}.`
  const did = [`moved ${value(Math.round(o.moved * 10) / 10)} px`]
  if (o.eaten > 0) did.push(`took in ${value(Math.round(o.eaten * 100) / 100)} energy`)
  if (o.bred) did.push('had a child')
  return `It ${did.join(', ')}; in total its energy changed by ${signed(Math.round(o.energy * 100) / 100)}.`
}
