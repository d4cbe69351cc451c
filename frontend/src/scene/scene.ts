import 'pixi.js/unsafe-eval'
import { Application, Container, type Particle } from 'pixi.js'
import { molbotID, type Frame } from '../wire/frame'
import { clamp, fit, toWorld, visibleTiles, wrapDelta, type Camera, type Point, type Size } from './camera'
import { Controls } from './controls'
import { Ground } from './ground'
import { Layer } from './layer'
import { Motion } from './motion'
import { darken, pack, palettes, type Palette } from './palette'
import { Pace } from './pace'
import { Ripples } from './ripples'
import { BODY_RADIUS_PX, FOOD_PX, GLOW_PX, makeTextures } from './textures'

/** Above this many sprites the world's repetition beyond its border is left out. */
const MOST_PARTICLES = 40_000

export interface SceneOptions {
  world: Size
  theme: 'dark' | 'light'
  reducedMotion: boolean
  /** A molbot was picked, or none was near. */
  pick?: (picked: Picked | null) => void
}

/** What is known of a molbot that was clicked. */
export interface Picked {
  id: string | null
  energy: number
  type: number
  traits: string[] | null
  color: number
}

/** The world as a picture. It owns its canvas, draws only while something moves, and knows nothing of React. */
export class Scene {
  private readonly app = new Application()
  private readonly stage = new Container()
  private readonly ground = new Ground()
  private readonly motion: Motion
  private readonly ripples = new Ripples()
  private readonly pace = new Pace()
  private layers!: { food: Layer; glow: Layer; body: Layer; ring: Layer }
  private palette: Palette
  private camera: Camera = { x: 0, y: 0, scale: 1 }
  private fitted = true
  private view: Size = { width: 1, height: 1 }
  private controls!: Controls
  private observer!: ResizeObserver
  private raf = 0
  private stale = true
  /** Place of the picked molbot in the newest frame, or -1, and whether the camera goes with it. */
  private follow = -1
  private attached = false

  private constructor(private readonly host: HTMLElement, private options: SceneOptions) {
    this.motion = new Motion(options.world)
    this.motion.setSmooth(!options.reducedMotion)
    this.palette = palettes[options.theme]
  }

  /** Makes a scene inside of host. Rejects if the browser has no WebGL. */
  static async mount(host: HTMLElement, options: SceneOptions): Promise<Scene> {
    const scene = new Scene(host, options)
    await scene.init()
    return scene
  }

  private async init(): Promise<void> {
    await this.app.init({
      preference: 'webgl', autoDensity: true, autoStart: false, sharedTicker: false,
      resolution: Math.min(devicePixelRatio || 1, 2), width: this.host.clientWidth || 1,
      height: this.host.clientHeight || 1, background: this.palette.void,
    })
    const textures = makeTextures()
    this.layers = {
      food: new Layer(textures.food, false), glow: new Layer(textures.glow, false),
      body: new Layer(textures.body, true), ring: new Layer(textures.ring, false),
    }
    const { food, glow, body, ring } = this.layers
    this.stage.addChild(this.ground.view, food.view, glow.view, body.view, ring.view, this.ground.veil)
    this.app.stage.addChild(this.stage)
    this.app.stage.eventMode = 'none'
    this.host.append(this.app.canvas)
    this.controls = new Controls(this.app.canvas, {
      view: () => this.view, world: () => this.options.world, camera: () => this.camera,
      move: (camera) => this.moved(camera), click: (at) => this.click(at),
    })
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(this.host)
    this.paint()
    this.resize()
    this.raf = requestAnimationFrame(this.draw)
  }

  destroy(): void {
    cancelAnimationFrame(this.raf)
    this.observer.disconnect()
    this.controls.destroy()
    this.app.destroy({ removeView: true }, { children: true, texture: true })
  }

  push(frame: Frame): void {
    const followed = this.follow
    const before = this.motion.bodies
    this.motion.push(frame, performance.now())
    if (!this.options.reducedMotion) this.ripples.add(this.motion.born, this.motion.gone, performance.now())
    if (followed >= 0 && before) this.keepFollowing(before.frame, followed)
    this.stale = true
  }

  setTheme(theme: 'dark' | 'light'): void {
    this.options = { ...this.options, theme }
    this.palette = palettes[theme]
    this.paint()
  }

  setWorld(world: Size): void {
    if (world.width === this.options.world.width && world.height === this.options.world.height) return
    this.options = { ...this.options, world }
    this.motion.setWorld(world)
    this.paint()
    this.fit()
  }

  setReducedMotion(reducedMotion: boolean): void {
    this.options = { ...this.options, reducedMotion }
    this.motion.setSmooth(!reducedMotion)
  }

  /** Shows the whole world, and goes on doing so when the window changes. */
  fit(): void {
    this.attached = false
    this.look(fit(this.view, this.options.world), true)
  }

  zoom(factor: number): void {
    this.controls.zoom({ x: this.view.width / 2, y: this.view.height / 2 }, factor)
  }

  private look(camera: Camera, fitted: boolean): void {
    this.camera = clamp(camera, this.options.world)
    this.fitted = fitted
    this.stale = true
  }

  /** A drag lets go of the molbot that the camera goes with; a zoom does not. */
  private moved(camera: Camera): void {
    if (camera.scale === this.camera.scale) this.attached = false
    this.look(camera, false)
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host
    if (width === 0 || height === 0) return
    this.view = { width, height }
    this.app.renderer.resize(width, height)
    if (this.fitted) this.fit()
    this.stale = true
  }

  private paint(): void {
    this.app.renderer.background.color = this.palette.void
    this.ground.draw(this.options.world, this.palette)
    this.layers.glow.view.blendMode = this.palette.glowBlend
    this.stale = true
  }

  private readonly draw = (now: number): void => {
    this.raf = requestAnimationFrame(this.draw)
    const moving = this.motion.bodies !== null && this.motion.progress(now - 16) < 1
    if (!this.pace.due(now) || (!this.stale && !moving && !this.ripples.any)) return
    this.pace.drew(now)
    this.stale = false
    const bodies = this.motion.bodies
    const tiles = this.tiles((bodies?.count ?? 0) + (bodies?.frame.foodCount ?? 0))
    this.placeFood(tiles)
    this.placeBodies(tiles, this.motion.progress(now))
    this.placeRipples(now)
    const { x, y, scale } = this.camera
    this.stage.scale.set(scale)
    this.stage.position.set(this.view.width / 2 - x * scale, this.view.height / 2 - y * scale)
    this.app.render()
  }

  /** Places that are seen: the world's own, and what shows again beyond its border. */
  private tiles(count: number): Point[] {
    const tiles = visibleTiles(this.camera, this.view, this.options.world)
    return count * tiles.length > MOST_PARTICLES ? tiles.slice(0, 1) : tiles
  }

  private placeFood(tiles: Point[]): void {
    const frame = this.motion.bodies?.frame
    const n = frame?.foodCount ?? 0
    const dots = this.layers.food.resize(n * tiles.length)
    if (!frame) return
    const color = pack(this.palette.food, 0.8)
    const least = 1.15 / this.camera.scale // never less than a visible dot
    for (let k = 0; k < dots.length; k++) {
      const i = k % n
      const tile = tiles[(k / n) | 0]
      const size = Math.max(1.2 + 0.24 * Math.sqrt(frame.foodAmount[i]), least)
      const dot = dots[k]
      dot.x = frame.foodX[i] + tile.x
      dot.y = frame.foodY[i] + tile.y
      dot.scaleX = dot.scaleY = (size * 6) / FOOD_PX
      dot.color = color
    }
  }

  private placeBodies(tiles: Point[], share: number): void {
    const bodies = this.motion.bodies
    const n = bodies?.count ?? 0
    const shapes = this.layers.body.resize(n * tiles.length)
    const glows = this.layers.glow.resize(n * tiles.length)
    if (!bodies) return
    const { width, height } = this.options.world
    const { frame } = bodies
    const least = 3.6 / this.camera.scale
    for (let i = 0; i < n; i++) {
      const x = wrap(bodies.fromX[i] + wrapDelta(bodies.fromX[i], bodies.toX[i], width) * share, width)
      const y = wrap(bodies.fromY[i] + wrapDelta(bodies.fromY[i], bodies.toY[i], height) * share, height)
      const radius = Math.max(frame.radius[i], least)
      const color = darken(frame.color[i], this.palette.shade)
      const shape = shapes[i]
      shape.x = x
      shape.y = y
      shape.rotation = bodies.heading[i]
      shape.scaleX = shape.scaleY = radius / BODY_RADIUS_PX
      shape.color = pack(color, frame.dormant[i] ? 0.45 : 1)
      const glow = glows[i]
      glow.x = x
      glow.y = y
      glow.scaleX = glow.scaleY = (radius * 7) / GLOW_PX
      glow.color = pack(frame.color[i], this.palette.glowAlpha * (0.35 + 0.65 * Math.min(frame.energy[i] / 80, 1)))
    }
    for (let k = n; k < shapes.length; k++) {
      const tile = tiles[(k / n) | 0]
      copy(shapes[k % n], shapes[k], tile)
      copy(glows[k % n], glows[k], tile)
    }
    if (this.attached && this.follow >= 0 && this.follow < n) {
      this.camera = clamp({ ...this.camera, x: shapes[this.follow].x, y: shapes[this.follow].y }, this.options.world)
    }
  }

  private placeRipples(now: number): void {
    const live = this.ripples.alive(now)
    const followed = this.follow >= 0 ? this.layers.body.view.particleChildren[this.follow] : undefined
    const rings = this.layers.ring.resize(live.length + (followed ? 1 : 0))
    live.forEach((r, i) => {
      const ring = rings[i]
      ring.x = r.x
      ring.y = r.y
      ring.scaleX = ring.scaleY = (r.born ? 26 - 18 * r.age : 8 + 22 * r.age) / 32
      ring.color = pack(this.palette.shade ? darken(r.color, 0.3) : r.color, (1 - r.age) * 0.7)
    })
    const mark = rings[live.length]
    if (!mark || !followed) return
    mark.x = followed.x
    mark.y = followed.y
    mark.scaleX = mark.scaleY = followed.scaleX * 1.7
    mark.color = pack(this.palette.shade ? 0x0b1220 : 0xffffff, 0.9)
  }

  private click(at: Point): void {
    const bodies = this.motion.bodies
    if (!bodies) return
    const p = toWorld(this.camera, this.view, at)
    const { width, height } = this.options.world
    let best = -1
    let least = 18 / this.camera.scale
    for (let i = 0; i < bodies.count; i++) {
      const away = Math.hypot(wrapDelta(p.x, bodies.toX[i], width), wrapDelta(p.y, bodies.toY[i], height))
      const reach = away - bodies.frame.radius[i]
      if (reach < least) {
        least = reach
        best = i
      }
    }
    this.follow = best
    this.attached = best >= 0
    if (best >= 0) this.look({ ...this.camera, scale: Math.max(this.camera.scale, 1.6) }, false)
    this.tell()
    this.stale = true
  }

  /** Finds the followed molbot in the newest frame; Motion knows which came from where. */
  private keepFollowing(before: Frame, followed: number): void {
    this.follow = this.motion.successor(followed)
    if (this.follow < 0 || before.serials?.[followed] !== this.motion.bodies?.frame.serials?.[this.follow]) this.tell()
    else if (this.motion.bodies && this.motion.bodies.frame.tick % 10 === 0) this.tell()
  }

  private tell(): void {
    const frame = this.motion.bodies?.frame
    const i = this.follow
    if (!frame || i < 0) {
      this.options.pick?.(null)
      return
    }
    this.options.pick?.({
      id: frame.serials ? molbotID(frame.serials[i]) : null, energy: frame.energy[i], type: frame.type[i],
      traits: frame.traits?.[i] ?? frame.table?.[frame.type[i]] ?? null, color: frame.color[i],
    })
  }
}

function copy(from: Particle, to: Particle, by: Point): void {
  to.x = from.x + by.x
  to.y = from.y + by.y
  to.rotation = from.rotation
  to.scaleX = from.scaleX
  to.scaleY = from.scaleY
  to.color = from.color
}

function wrap(v: number, size: number): number {
  return v < 0 ? v + size : v >= size ? v - size : v
}
