import { decodeBinary, decodeFrameJSON, WireError, type Frame } from './frame'
import { RichDecoder } from './rich'
import type { ErrorBody, FeedMessage } from './types'

/** Everything that the stream can say. */
export type StreamMessage =
  | { kind: 'frame'; frame: Frame }
  | { kind: 'feed'; message: FeedMessage }
  | { kind: 'error'; error: ErrorBody['error'] }
  | { kind: 'types'; types: string[][] | null }
  | { kind: 'other'; type: string }

/** The richer subprotocol, and the seed's formats, which a gateway without it still speaks. */
export const RICH = 'genesis.v2'
export const PLAIN = 'genesis.v1'

/** Decodes the messages of one connection, in the subprotocol that the gateway chose. */
export class Decoder {
  private readonly rich: RichDecoder | null

  constructor(protocol: string) {
    this.rich = protocol === RICH ? new RichDecoder() : null
  }

  /** Throws WireError or SyntaxError for what breaks the contract. */
  decode(data: string | ArrayBuffer): StreamMessage {
    if (typeof data === 'string') return this.text(data)
    const frame = this.rich ? this.rich.decode(data) : decodeBinary(data)
    return frame ? { kind: 'frame', frame } : { kind: 'other', type: 'part of a scene' }
  }

  private text(data: string): StreamMessage {
    const message = decodeText(data)
    if (message.kind === 'types') this.rich?.setTypes(message.types)
    return message
  }
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
    case 'types':
      return { kind: 'types', types: (message as unknown as { types: string[][] | null }).types }
    case 'error':
      return { kind: 'error', error: (message as unknown as ErrorBody).error }
    default:
      return { kind: 'other', type: String(message.type) }
  }
}

/** Milliseconds since 1970 of a feed time, in either of its forms; NaN if it is in neither. */
export function feedTime(timestamp: number | string): number {
  if (typeof timestamp === 'number') return timestamp * 1000
  const seconds = Number(timestamp)
  return timestamp !== '' && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(timestamp)
}
