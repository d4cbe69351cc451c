import { Decoder, RICH } from './message'
import { WireError, type Frame } from './frame'

/**
 * A picture of the past as GET /api/world/film/pictures sends it: a keyframe of genesis.v2 and the table to which it
 * refers.
 */
export interface Picture {
  tick: number
  table: string
  keyframe: ArrayBuffer
}

const HEAD_BYTES = 5
const TEXT = 0
const TICK_AT = 8

/** Splits an answer into its parts. Throws WireError if it breaks the contract. */
export function picturesOf(body: ArrayBuffer): Picture[] {
  const pictures: Picture[] = []
  const view = new DataView(body)
  let table = ''
  for (let at = 0; at < body.byteLength;) {
    if (at + HEAD_BYTES > body.byteLength) throw new WireError('a film that ends in the middle')
    const kind = view.getUint8(at)
    const from = at + HEAD_BYTES
    at = from + view.getUint32(at + 1, true)
    if (at > body.byteLength) throw new WireError('a film that ends in the middle')
    const part = body.slice(from, at)
    if (kind === TEXT) table = new TextDecoder().decode(part)
    else if (part.byteLength < TICK_AT + 8) throw new WireError('a picture without a head')
    else pictures.push({ tick: Number(new DataView(part).getBigUint64(TICK_AT, true)), table, keyframe: part })
  }
  return pictures
}

/** Turns pictures into frames, one after the other. A frame is valid until three more have been made. */
export class Projector {
  private readonly decoder = new Decoder(RICH)
  private table = ''

  frame(picture: Picture): Frame | null {
    if (picture.table && picture.table !== this.table) {
      this.decoder.decode(picture.table)
      this.table = picture.table
    }
    const message = this.decoder.decode(picture.keyframe)
    return message.kind === 'frame' ? message.frame : null
  }
}
