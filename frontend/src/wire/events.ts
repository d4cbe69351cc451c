import { WireError } from './frame'
import { Reader } from './reader'

/** What can happen to a molbot, in the order of the wire format. */
export const EVENT_KINDS = ['', 'birth', 'starved', 'aged', 'collided', 'killed', 'attack', 'share'] as const

export interface WorldEvent {
  kind: Exclude<(typeof EVENT_KINDS)[number], ''>
  x: number
  y: number
  /** The molbot that was born, died, attacked or gave. */
  serial: number
  /** Its parent, its victim or the recipient; 0 for none. */
  other: number
}

/** The first byte of a binary message of genesis.v2 with events. */
export const EVENTS = 4
const EVENT_BYTES = 21

/** Decodes a message of events. Unknown kinds, from a newer gateway, are skipped. */
export function decodeEvents(buffer: ArrayBuffer): { tick: number; events: WorldEvent[] } {
  try {
    return take(new Reader(buffer))
  } catch (err) {
    if (err instanceof RangeError) throw new WireError('events that end too early')
    throw err
  }
}

function take(r: Reader): { tick: number; events: WorldEvent[] } {
  const kind = r.u8()
  const version = r.u8()
  if (kind !== EVENTS || version !== 2) throw new WireError(`events of kind ${kind}, version ${version}`)
  const count = r.u16()
  const unit = r.f32()
  const tick = r.u64()
  r.need(count * EVENT_BYTES)
  const events: WorldEvent[] = []
  for (let i = 0; i < count; i++) {
    const named = EVENT_KINDS[r.u8()]
    const event = { x: r.u16() * unit, y: r.u16() * unit, serial: r.u64(), other: r.u64() }
    if (named) events.push({ kind: named, ...event })
  }
  r.end()
  return { tick, events }
}
