import { decodeBinary, decodeFrameJSON, WireError, type Frame } from './frame'
import type { ErrorBody, FeedMessage } from './types'

/** Everything that the stream can say. */
export type StreamMessage =
  | { kind: 'frame'; frame: Frame }
  | { kind: 'feed'; message: FeedMessage }
  | { kind: 'error'; error: ErrorBody['error'] }
  | { kind: 'other'; type: string }

/** Decodes one message of /ws/world-stream. Throws WireError or SyntaxError for what breaks the contract. */
export function decodeMessage(data: string | ArrayBuffer): StreamMessage {
  if (typeof data !== 'string') return { kind: 'frame', frame: decodeBinary(data) }
  const message: unknown = JSON.parse(data)
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    throw new WireError('a message without a type')
  }
  switch (message.type) {
    case 'world_frame':
      return { kind: 'frame', frame: decodeFrameJSON(message as unknown as Parameters<typeof decodeFrameJSON>[0]) }
    case 'feed_message':
      return { kind: 'feed', message: message as unknown as FeedMessage }
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
