import type { WorldEvent } from '../wire/events'
import type { Frame } from '../wire/frame'

/**
 * Frames go from the stream to the scene without React: thirty renders per second would be wasted on panels that read
 * four of their numbers.
 */
export type FrameListener = (frame: Frame) => void

const listeners = new Set<FrameListener>()
let latest: Frame | null = null

/** Calls listener with the newest frame at once and with every later one. Returns a function that unsubscribes it. */
export function onFrame(listener: FrameListener): () => void {
  listeners.add(listener)
  if (latest) listener(latest)
  return () => listeners.delete(listener)
}

export function publishFrame(frame: Frame): void {
  latest = frame
  for (const listener of listeners) listener(frame)
}

/** Events are passed on in the same way. */
export type EventListener = (events: WorldEvent[]) => void

const eventListeners = new Set<EventListener>()

export function onEvents(listener: EventListener): () => void {
  eventListeners.add(listener)
  return () => eventListeners.delete(listener)
}

export function publishEvents(events: WorldEvent[]): void {
  for (const listener of eventListeners) listener(events)
}
