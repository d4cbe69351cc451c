import { Scene } from '../src/scene/scene'
import { Decoder, RICH } from '../src/wire/message'
import { Crowd } from './crowd'

/** What the page spent: on decoding a frame, on taking it into the scene, and on a picture, each [ms]. */
export interface Spent {
  decode: number[]
  take: number[]
  picture: number[]
  between: number[]
}

const SIDE = 2000
const FRAME_MS = 1000 / 30

/** Shows a crowd for so many frames of the wire, drawn as often as the browser will, and tells what it cost. */
async function measure(count: number, frames: number): Promise<Spent> {
  const spent: Spent = { decode: [], take: [], picture: [], between: [] }
  watchPictures(spent)
  const scene = await Scene.mount(document.getElementById('host')!, {
    world: { width: SIDE, height: SIDE }, theme: 'dark', reducedMotion: false,
    picked: () => undefined, legend: () => undefined, zoomed: () => undefined, lost: () => undefined,
  })
  scene.setColors('generation', [], { of: new Map(), names: [] })
  const crowd = new Crowd(count, 2000, SIDE)
  const decoder = new Decoder(RICH)
  decoder.decode('{"type":"types","types":[["a"],["b"],["c"],["d"],["e"]]}')
  let key = 0
  for (let n = 0; n < frames; n++) {
    crowd.step()
    if (n % 30 === 0) key++
    const bytes = n % 30 === 0 ? crowd.keyframe(key, 10_000 + n) : crowd.delta(key, 10_000 + n)
    const start = performance.now()
    const message = decoder.decode(bytes)
    const decoded = performance.now()
    if (message.kind === 'frame') scene.push(message.frame)
    spent.decode.push(decoded - start)
    spent.take.push(performance.now() - decoded)
    await new Promise((r) => setTimeout(r, FRAME_MS))
  }
  scene.destroy()
  return spent
}

/** Times the animation frames in which something is drawn: the scene's own work and its calls to the graphics driver. */
function watchPictures(spent: Spent): void {
  const native = window.requestAnimationFrame.bind(window)
  let drawn = false
  for (const name of ['drawArrays', 'drawArraysInstanced', 'drawElements'] as const) {
    const draw = WebGL2RenderingContext.prototype[name] as (...args: unknown[]) => void
    Object.assign(WebGL2RenderingContext.prototype, { [name](this: WebGL2RenderingContext, ...args: unknown[]) {
      drawn = true
      draw.apply(this, args)
    } })
  }
  let last = 0
  window.requestAnimationFrame = (callback) => native((now) => {
    drawn = false
    const start = performance.now()
    callback(now)
    if (!drawn) return
    spent.picture.push(performance.now() - start)
    if (last > 0) spent.between.push(now - last)
    last = now
  })
}

Object.assign(window, { measure })
