import { GifWriter } from './gif'

/** Pictures per second of a recording, and its bits per second. */
const RATE = 30
const BITS = 6_000_000

const KINDS = ['video/mp4;codecs=avc1', 'video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm']

/**
 * Pictures per second, maximum width [px] and maximum number of pictures of a GIF, which is meant for a message and not
 * for a long recording.
 */
const GIF_RATE = 10
const GIF_WIDTH = 480
const GIF_PICTURES = 300

/** A recording of a canvas, made by the browser. */
export interface Recording {
  /** Ends the recording and returns the file with its extension. */
  stop(): Promise<{ file: Blob; ending: string }>
}

/** Whether this browser can record a canvas. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && 'captureStream' in HTMLCanvasElement.prototype && kind() !== undefined
}

function kind(): string | undefined {
  return KINDS.find((k) => MediaRecorder.isTypeSupported(k))
}

/** Whether this browser can record a canvas as a GIF. */
export function canRecordGif(): boolean {
  return 'captureStream' in HTMLCanvasElement.prototype
}

/** Records a canvas as a GIF. A WebGL canvas is empty between its pictures, so they are taken from its stream. */
export async function recordGif(canvas: HTMLCanvasElement): Promise<Recording> {
  const stream = canvas.captureStream(GIF_RATE)
  const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, srcObject: stream })
  await video.play()
  const width = Math.min(GIF_WIDTH, video.videoWidth)
  const height = Math.max(Math.round((width * video.videoHeight) / video.videoWidth), 1)
  const gif = new GifWriter(width, height)
  const paper = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true })!
  let left = GIF_PICTURES
  let before = performance.now() - 1000 / GIF_RATE
  const take = () => {
    if (left-- <= 0) return
    const now = performance.now()
    paper.drawImage(video, 0, 0, width, height)
    gif.add(paper.getImageData(0, 0, width, height).data, Math.round((now - before) / 10)) // fewer when busy
    before = now
  }
  take()
  const timer = setInterval(take, 1000 / GIF_RATE)
  return {
    stop: async () => {
      clearInterval(timer)
      for (const track of stream.getTracks()) track.stop()
      return { file: gif.finish(), ending: 'gif' }
    },
  }
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
        done({ file: new Blob(parts, { type }), ending: type.startsWith('video/mp4') ? 'mp4' : 'webm' })
      }
      recorder.stop()
    }),
  }
}
