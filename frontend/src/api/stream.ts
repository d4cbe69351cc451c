import { Decoder, PLAIN, RICH, STEPS, type StreamMessage } from '../wire/message'

/** What the page knows about its connection. */
export type Link = { state: 'connecting' } | { state: 'live' } | { state: 'waiting'; attempt: number; retryAt: number }

export interface StreamHandlers {
  message(m: StreamMessage): void
  link(l: Link): void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** Frames come about 30 times a second; a stream that is silent for this long may be dead [ms]. */
export const SILENT_MS = 8000

/**
 * How long to wait before the n-th attempt, counted from 1. A random quarter is added so that viewers don't reconnect
 * all at once.
 */
export function backoff(attempt: number, random = Math.random()): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)
  return Math.round(wait * (0.75 + 0.25 * random))
}

/** The stream's URL for a page at a location, starting with the feed lines after the given one. */
export function streamURL(location: { protocol: string; host: string }, after?: string): string {
  const query = after ? `?after=${encodeURIComponent(after)}` : ''
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/world-stream${query}`
}

/** A connection to the world stream that reconnects by itself until it is stopped. */
export class Stream {
  private socket: WebSocket | null = null
  private timer = 0
  private attempt = 0
  private stopped = false
  /** When the last message came, or else when the connection was opened [ms]. */
  private heardAt = 0

  constructor(private readonly url: () => string, private readonly on: StreamHandlers) {
    this.connect()
    addEventListener('online', this.now)
    addEventListener('offline', this.lost)
  }

  /** Restarts the measurement of silence, because the page itself was busy or asleep and could not receive. */
  forgive(): void {
    this.heardAt = Date.now()
  }

  /** Reconnects if the connection has been silent for too long. */
  revive(): void {
    if (this.socket && Date.now() - this.heardAt > SILENT_MS) this.lost()
  }

  /** Drops a connection without waiting for the close handshake, which the other side may never complete. */
  private readonly lost = (): void => {
    const { socket } = this
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    this.retry()
  }

  /** Connects at once instead of after the remaining wait. */
  readonly now = (): void => {
    if (this.stopped || this.socket) return
    clearTimeout(this.timer)
    this.connect()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    removeEventListener('online', this.now)
    removeEventListener('offline', this.lost)
    this.socket?.close()
  }

  private connect(): void {
    this.on.link({ state: 'connecting' })
    this.heardAt = Date.now()
    const socket = new WebSocket(this.url(), [STEPS, RICH, PLAIN])
    let decoder = new Decoder(PLAIN)
    this.socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.heardAt = Date.now()
      decoder = new Decoder(socket.protocol)
      this.on.link({ state: 'live' })
    }
    socket.onmessage = (e: MessageEvent<string | ArrayBuffer>) => {
      this.attempt = 0
      this.heardAt = Date.now()
      this.receive(decoder, e.data)
    }
    socket.onclose = () => this.retry()
  }

  private receive(decoder: Decoder, data: string | ArrayBuffer): void {
    let message: StreamMessage
    try {
      message = decoder.decode(data)
    } catch (err) {
      console.warn('world stream: message not understood', err)
      return
    }
    this.on.message(message)
  }

  private retry(): void {
    this.socket = null
    if (this.stopped) return
    this.attempt++
    const wait = backoff(this.attempt)
    this.on.link({ state: 'waiting', attempt: this.attempt, retryAt: Date.now() + wait })
    this.timer = window.setTimeout(() => this.connect(), wait)
  }
}
