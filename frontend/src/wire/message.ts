import { decodeEvents, EVENTS, type WorldEvent } from './events'
import { WireError, type Frame } from './frame'
import { decodeBinary, decodeFrameJSON } from './plain'
import { REKEY, RichDecoder, STEP } from './rich'
import type { Draft, ErrorBody, FeedMessage } from './types'

/** All messages of the stream. */
export type StreamMessage =
  | { kind: 'frame'; frame: Frame }
  | { kind: 'events'; tick: number; events: WorldEvent[] }
  | { kind: 'feed'; message: FeedMessage }
  | { kind: 'draft'; draft: Draft }
  | { kind: 'error'; error: ErrorBody['error'] }
  | { kind: 'types'; types: string[][] | null }
  | { kind: 'other'; type: string }

/** The richer subprotocols, and the specification's formats for a gateway that does not speak them. */
export const STEPS = 'genesis.v3'
export const RICH = 'genesis.v2'
export const PLAIN = 'genesis.v1'

/** Decodes the messages of one connection, in the subprotocol that the gateway selected. */
export class Decoder {
  private readonly rich: RichDecoder | null

  constructor(protocol: string) {
    this.rich = protocol === RICH || protocol === STEPS ? new RichDecoder() : null
  }

  /** Throws WireError or SyntaxError for a message that breaks the contract. */
  decode(data: string | ArrayBuffer): StreamMessage {
    if (typeof data === 'string') return this.text(data)
    return this.rich ? binary(this.rich, data) : { kind: 'frame', frame: decodeBinary(data) }
  }

  private text(data: string): StreamMessage {
    const message = decodeText(data)
    if (message.kind === 'types') this.rich?.setTypes(message.types)
    return message
  }
}

function binary(rich: RichDecoder, data: ArrayBuffer): StreamMessage {
  const kind = data.byteLength > 0 ? new Uint8Array(data)[0] : 0
  if (kind === EVENTS) return { kind: 'events', ...decodeEvents(data) }
  if (kind > EVENTS && kind !== STEP && kind !== REKEY) return { kind: 'other', type: `binary ${kind}` }
  const frame = rich.decode(data)
  return frame ? { kind: 'frame', frame } : { kind: 'other', type: 'part of a scene' }
}

function decodeText(data: string): StreamMessage {
  const message: unknown = JSON.parse(data)
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    throw new WireError('a message without a type')
  }
  switch (message.type) {
    case 'world_frame':
      return { kind: 'frame', frame: decodeFrameJSON(message as unknown as Parameters<typeof decodeFrameJSON>[0]) }
    case 'feed_message':
      return { kind: 'feed', message: message as unknown as FeedMessage }
    case 'draft':
      return { kind: 'draft', draft: message as unknown as Draft }
    case 'types':
      return { kind: 'types', types: (message as unknown as { types: string[][] | null }).types }
    case 'error':
      return { kind: 'error', error: (message as unknown as ErrorBody).error }
    default:
      return { kind: 'other', type: String(message.type) }
  }
}

/** The time of a feed line in either of its forms as milliseconds since 1970; NaN if it has neither form. */
export function feedTime(timestamp: number | string): number {
  if (typeof timestamp === 'number') return timestamp * 1000
  const seconds = Number(timestamp)
  return timestamp !== '' && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(timestamp)
}
