/** Pictures a second of a recording, and its bits a second. */
const RATE = 30
const BITS = 6_000_000

const KINDS = ['video/mp4;codecs=avc1', 'video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm']

/** A recording of what a canvas shows, made by the browser. */
export interface Recording {
  /** Ends it and returns the video, with the ending that its file has. */
  stop(): Promise<{ video: Blob; ending: string }>
}

/** Whether this browser can record a canvas. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && 'captureStream' in HTMLCanvasElement.prototype && kind() !== undefined
}

function kind(): string | undefined {
  return KINDS.find((k) => MediaRecorder.isTypeSupported(k))
}

export function record(canvas: HTMLCanvasElement): Recording {
  const stream = canvas.captureStream(RATE)
  const recorder = new MediaRecorder(stream, { mimeType: kind(), videoBitsPerSecond: BITS })
  const parts: Blob[] = []
  recorder.ondataavailable = (e) => parts.push(e.data)
  recorder.start(1000)
  return {
    stop: () => new Promise((done) => {
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        const type = recorder.mimeType
        done({ video: new Blob(parts, { type }), ending: type.startsWith('video/mp4') ? 'mp4' : 'webm' })
      }
      recorder.stop()
    }),
  }
}
