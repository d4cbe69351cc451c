import type { Shader } from './pixi'
import type { Point } from './camera'
import { Instances } from './instances'
import type { Bodies } from './motion'
import { darken, pack, type Palette } from './palette'
import { WrappedMesh } from './wrappedMesh'
import { bodyShader, numbersOf, type BodyUniforms } from './shaders'
import { BODY_PX, BODY_RADIUS_PX, type Textures } from './textures'

/** Four-byte numbers of one record: start and end position, two headings, radius, colour, flags. */
const RECORD = 9

/** Number of frames in which a newborn grows to its size. */
const GROWING = 10

/** The opacity of molbots that are not highlighted. */
const DIMMED = 0.1

/** The reach of the glow, in radii. */
const GLOW_REACH = 3.5

/** Above this many bodies on the screen they shrink towards dots, and above twice as many they don't glow. */
const CROWD = 4000

/**
 * Draws all molbots in two calls: their glow and their bodies. A frame fills the buffer once; the pictures in between
 * only change uShare.
 */
export class MolbotLayer {
  private readonly instances = new Instances([
    ['aPath', 'float32x4', 16], ['aTurn', 'float32x2', 8], ['aRadius', 'float32', 4], ['aColor', 'unorm8x4', 4], ['aMark', 'unorm8x4', 4],
  ])
  private readonly bodyShader: Shader
  private readonly glowShader: Shader
  readonly body: WrappedMesh
  readonly glow: WrappedMesh

  constructor(textures: Textures) {
    this.bodyShader = bodyShader(textures.body, BODY_PX / 2 / BODY_RADIUS_PX, true)
    this.glowShader = bodyShader(textures.glow, GLOW_REACH, false)
    this.body = new WrappedMesh(this.instances.geometry, this.bodyShader)
    this.glow = new WrappedMesh(this.instances.geometry, this.glowShader)
  }

  /** Takes a frame's bodies with their colours; lit tells which stand out, null means all. */
  fill(bodies: Bodies, colors: Uint32Array, shade: number, lit: ((i: number) => boolean) | null): void {
    this.instances.room(bodies.count)
    const { floats, words } = this.instances
    const { frame } = bodies
    for (let i = 0, k = 0; i < bodies.count; i++, k += RECORD) {
      const shown = lit && !lit(i) ? DIMMED : 1
      const awake = frame.dormant[i] ? 0.5 : 1
      const strength = 0.3 + 0.7 * Math.min(frame.energy[i] / 80, 1)
      floats[k] = bodies.fromX[i]
      floats[k + 1] = bodies.fromY[i]
      floats[k + 2] = bodies.toX[i]
      floats[k + 3] = bodies.toY[i]
      floats[k + 4] = bodies.fromHeading[i]
      floats[k + 5] = bodies.heading[i]
      floats[k + 6] = frame.radius[i] * (bodies.seen[i] < GROWING && frame.age && frame.age[i] < 400 ? 0.4 + (0.6 * bodies.seen[i]) / GROWING : 1)
      words[k + 7] = pack(shade ? darken(colors[i], shade) : colors[i], 1)
      words[k + 8] = Math.round(255 * shown * awake) | (Math.round(255 * (lit && shown === 1 ? 1 : strength * shown * shown)) << 8)
    }
    this.instances.done(bodies.count)
  }

  /** Places the bodies at a fraction of the way between two frames, at a scale [screen px per world px]. */
  place(tiles: readonly Point[], share: number, scale: number, count: number, palette: Palette): void {
    const crowd = Math.min(Math.max((count * tiles.length) / CROWD, 1), 4)
    const glowing = crowd < 2
    const least = 3.6 / Math.sqrt(crowd) / scale
    Object.assign(numbersOf<BodyUniforms>(this.bodyShader), { uShare: share, uLeast: least })
    Object.assign(numbersOf<BodyUniforms>(this.glowShader), { uShare: share, uLeast: least, uGlow: palette.glowAlpha })
    this.glow.blendMode = palette.glowBlend
    this.body.place(tiles)
    this.glow.place(glowing ? tiles : [])
  }
}
