import { sensedMarks, type SensedThing } from './sensed'
import { Trail } from './trail'
import 'pixi.js/unsafe-eval'
import { Container, WebGLRenderer } from './pixi'
import { molbotID, traitsOf, type Frame } from '../wire/frame'
import type { WorldEvent } from '../wire/events'
import { pan, toWorld, wrapDelta, type Point, type World } from './camera'
import { Controls } from './controls'
import { Effects, type Mark } from './effects'
import { CameraController } from './cameraController'
import type { FieldData } from './layers'
import { matcherOf, type MolbotFilter } from './molbotFilter'
import { Minimap } from './minimap'
import { Motion } from './motion'
import { FrameThrottle } from './frameThrottle'
import { Painter, type Clades, type ColorBy, type LegendRow } from './painter'
import { palettes } from './palette'
import { Picture } from './picture'

export interface SceneOptions {
  world: World
  theme: 'dark' | 'light'
  reducedMotion: boolean
  /** A molbot was selected or has changed, or none is selected any more. */
  picked(picked: Picked | null): void
  /** The legend for the newest frame, twice a second. */
  legend(rows: LegendRow[]): void
  /** Whether only a part of the world is in view. */
  zoomed(zoomed: boolean): void
  /** The graphics card has lost the context, as it may at any time. A new scene has to be created. */
  lost(): void
  /** A click used a tool at a place of the world, so it selects no molbot. */
  used?(at: Point): void
}

/** Why a browser cannot draw, as a sentence. */
export class NoWebGL extends Error {
  constructor() {
    super('WebGL is off or not supported.')
  }
}

/** PixiJS would go on without a context and fail at every frame, so the context is tried first. */
function hasWebGL(): boolean {
  const context = document.createElement('canvas').getContext('webgl2') ?? document.createElement('canvas').getContext('webgl')
  context?.getExtension('WEBGL_lose_context')?.loseContext() // contexts are a scarce resource
  return context !== null
}

/** What the scene knows about the selected molbot. */
export interface Picked {
  id: string | null
  energy: number
  type: number
  traits: string[] | null
  color: number
  following: boolean
  /** It has died; the rest is its last known state. */
  gone: boolean
}

const LEGEND_MS = 500

/** The world as a picture. It owns its canvas, draws only while something moves, and knows nothing about React. */
export class Scene {
  private readonly renderer = new WebGLRenderer()
  private readonly stage = new Container()
  private readonly motion: Motion
  private readonly painter = new Painter()
  private readonly effects = new Effects()
  private readonly throttle = new FrameThrottle()
  private readonly controller: CameraController
  private picture!: Picture
  private controls!: Controls
  private observer!: ResizeObserver
  private map: Minimap | null = null
  private light: MolbotFilter | null = null
  private raf = 0
  private stale = true
  private told = 0
  /** Index of the selected molbot in the newest frame, or -1. */
  private chosen = -1
  private sensed: readonly SensedThing[] = []
  private tooled = false
  private trace: Trail | null = null
  private seen: Picked | null = null

  private constructor(private readonly host: HTMLElement, private options: SceneOptions) {
    this.motion = new Motion(options.world)
    this.motion.setSmooth(!options.reducedMotion)
    this.controller = new CameraController(options.world, () => {
      this.stale = true
      this.options.zoomed(!this.controller.fitted)
    })
  }

  /** Creates a scene in host. Rejects with NoWebGL if the browser cannot draw. */
  static async mount(host: HTMLElement, options: SceneOptions): Promise<Scene> {
    if (!hasWebGL()) throw new NoWebGL()
    const scene = new Scene(host, options)
    await scene.init()
    return scene
  }

  private async init(): Promise<void> {
    await this.renderer.init({
      autoDensity: true, skipExtensionImports: true, // pixi.ts imports what is needed
      resolution: Math.min(devicePixelRatio || 1, 2), width: this.host.clientWidth || 1,
      height: this.host.clientHeight || 1, background: palettes[this.options.theme].void,
    })
    this.picture = new Picture(palettes[this.options.theme])
    this.stage.addChild(this.picture.view)
    this.renderer.canvas.addEventListener('webglcontextlost', this.lost)
    this.host.append(this.renderer.canvas)
    this.controls = new Controls(this.renderer.canvas, {
      view: () => this.controller.view, world: () => this.controller.world, camera: () => this.controller.camera,
      move: (camera) => this.controller.move(camera), click: (at) => this.click(at),
    })
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(this.host)
    this.paint()
    this.resize()
    this.raf = requestAnimationFrame(this.draw)
  }

  destroy(): void {
    cancelAnimationFrame(this.raf)
    this.renderer.canvas.removeEventListener('webglcontextlost', this.lost)
    this.observer.disconnect()
    this.controls.destroy()
    this.map?.destroy()
    const { canvas } = this.renderer
    try {
      this.stage.destroy({ children: true, texture: true })
      this.renderer.destroy({ removeView: true })
    } catch { // a lost context has nothing left to destroy
      canvas.remove()
    }
  }

  private readonly lost = (): void => {
    cancelAnimationFrame(this.raf)
    this.options.lost()
  }

  push(frame: Frame): void {
    const now = performance.now()
    this.motion.push(frame, now)
    if (this.chosen >= 0) {
      this.chosen = this.motion.successor(this.chosen)
      if (this.chosen < 0) this.tellGone()
      else if (frame.tick % 8 === 0) this.tell()
    }
    this.fill()
    if (now - this.told < LEGEND_MS) return
    this.told = now
    this.options.legend(this.painter.legend())
  }

  /**
   * Shows events, unless reduced motion is preferred. Their molbots are those of the newest frame and the previous one.
   */
  happened(events: WorldEvent[]): void {
    const { bodies, before } = this.motion
    if (!bodies || this.options.reducedMotion) return
    const now = performance.now()
    for (const e of events) {
      const who = bodies.frame.serials?.indexOf(e.serial) ?? -1
      const was = who < 0 ? (before?.frame.serials?.indexOf(e.serial) ?? -1) : -1
      const color = who >= 0 ? this.painter.colors[who] : was >= 0 ? before!.frame.color[was] : 0xffffff
      const other = e.kind === 'attack' || e.kind === 'share' ? (bodies.frame.serials?.indexOf(e.other) ?? -1) : -1
      const dx = other < 0 ? 0 : wrapDelta(e.x, bodies.toX[other], this.controller.world.width)
      const dy = other < 0 ? 0 : wrapDelta(e.y, bodies.toY[other], this.controller.world.height)
      this.effects.add(e.kind, e.x, e.y, color, now, dx, dy)
    }
  }

  setTheme(theme: 'dark' | 'light'): void {
    this.options = { ...this.options, theme }
    this.paint()
  }

  setWorld(world: World): void {
    const now = this.controller.world
    if (world.width === now.width && world.height === now.height && world.walls === now.walls) return
    this.controller.world = world
    this.motion.setWorld(world)
    this.paint()
    this.controller.fit()
  }

  setReducedMotion(reducedMotion: boolean): void {
    this.options = { ...this.options, reducedMotion }
    this.motion.setSmooth(!reducedMotion)
  }

  setColors(by: ColorBy, generated: string[], clades: Clades): void {
    Object.assign(this.painter, { by, generated, clades })
    this.told = 0
    this.fill()
    this.options.legend(this.painter.legend())
  }

  setLight(light: MolbotFilter | null): void {
    this.light = light
    this.fill()
  }

  /** Whether clicks use a tool. */
  setTooled(tooled: boolean): void {
    this.tooled = tooled
    this.host.classList.toggle('tooled', tooled)
  }

  /** Starts or stops drawing the path of the selected molbot. */
  setTraced(traced: boolean): void {
    this.trace = traced ? new Trail() : null
    this.stale = true
  }

  /** Shows what the selected molbot has sensed, around it. */
  setSensed(sensed: readonly SensedThing[]): void {
    this.sensed = sensed
    this.stale = true
  }

  /** Shows a field over the ground; 'resources' is computed from the food of each frame. */
  setLayer(layer: FieldData | 'resources' | null): void {
    this.picture.setLayer(layer, this.motion.bodies?.frame ?? null, this.controller.world)
    this.stale = true
  }

  setMinimap(canvas: HTMLCanvasElement | null): void {
    this.map?.destroy()
    this.map = canvas && new Minimap(canvas, {
      world: () => this.controller.world, view: () => this.controller.view, camera: () => this.controller.camera,
      move: (camera) => {
        this.controller.move(camera)
      },
    })
    this.stale = true
  }

  /** Shows the whole world, and keeps doing so when the window changes. */
  fit(): void {
    this.controller.fit()
    if (this.chosen >= 0) this.tell()
  }

  zoom(factor: number): void {
    this.controller.zoom({ x: this.controller.view.width / 2, y: this.controller.view.height / 2 }, factor)
  }

  /** Moves the picture by a distance on the screen. */
  pan(dx: number, dy: number): void {
    this.controller.move(pan(this.controller.camera, this.controller.world, dx, dy))
  }

  /** Uses the current tool in the middle of the view. */
  applyMiddle(): void {
    this.click({ x: this.controller.view.width / 2, y: this.controller.view.height / 2 })
  }

  /** Selects the molbot nearest to the middle of the view. */
  pickMiddle(): void {
    const { bodies } = this.motion
    if (bodies) this.choose(this.nearest(this.controller.camera, Infinity))
  }

  /** Selects the molbot before or after the selected one. */
  pickNext(way: 1 | -1): void {
    const count = this.motion.bodies?.count ?? 0
    if (count === 0) return
    this.choose(this.chosen < 0 ? 0 : (this.chosen + way + count) % count)
  }

  /** Selects the molbot with a serial and follows it. Returns whether it is in the picture. */
  jump(serial: number): boolean {
    this.choose(this.motion.bodies?.frame.serials?.indexOf(serial) ?? -1)
    return this.chosen >= 0
  }

  /** Starts or stops following the selected molbot. */
  follow(following: boolean): void {
    if (this.chosen < 0) return
    if (following) this.controller.attach()
    else this.controller.attached = false
    this.tell()
  }

  unpick(): void {
    this.controller.attached = false
    this.chosen = -1
    this.tell()
    this.stale = true
  }

  private choose(i: number): void {
    this.chosen = i
    if (i >= 0) this.controller.attach()
    else this.controller.attached = false
    this.tell()
    this.stale = true
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host
    if (width === 0 || height === 0) return
    this.renderer.resize(width, height)
    this.controller.resize({ width, height })
  }

  private paint(): void {
    const palette = palettes[this.options.theme]
    this.renderer.background.color = palette.void
    this.picture.setPalette(palette, this.controller.world)
    this.fill()
  }

  private fill(): void {
    const { bodies } = this.motion
    this.stale = true
    if (!bodies) return
    this.painter.paint(bodies.frame)
    this.picture.fill(bodies, this.painter.colors, this.light && matcherOf(this.light, bodies.frame, this.painter.classes), this.controller.world)
  }

  private readonly draw = (now: number): void => {
    this.raf = requestAnimationFrame(this.draw)
    const { bodies } = this.motion
    const moving = bodies !== null && this.motion.progress(now - 16) < 1
    if (!this.throttle.due(now) || (!this.stale && !moving && !this.effects.any && this.chosen < 0)) return
    this.throttle.drew(now)
    this.stale = false
    const share = this.motion.progress(now)
    const picked = bodies && this.chosen >= 0 ? this.picture.where(bodies, this.chosen, share, this.controller.world) : null
    if (picked) this.controller.track(picked)
    const marks = this.effects.alive(now)
    this.picture.place(this.controller, bodies, share, picked ? [...marks, ...sensedMarks(this.sensed, picked, now), ...this.way(picked, now)] : marks, picked, now)
    this.renderer.render(this.stage)
    this.map?.draw(now, bodies, this.painter.colors, this.options.theme === 'dark')
  }

  /** The path of the selected molbot, while it is drawn. */
  private way(at: Point, now: number): Mark[] {
    const serial = this.motion.bodies?.frame.serials?.[this.chosen]
    return this.trace?.of(serial ?? -1, at, now, this.controller.world) ?? []
  }

  private click(at: Point): void {
    const { camera, view, world } = this.controller
    if (this.tooled) {
      const p = toWorld(camera, view, at)
      const x = world.walls ? p.x : modulo(p.x, world.width)
      const y = world.walls ? p.y : modulo(p.y, world.height)
      if (x >= 0 && y >= 0 && x < world.width && y < world.height) this.options.used?.({ x, y })
      return
    }
    this.choose(this.nearest(toWorld(camera, view, at), 18 / camera.scale))
  }

  /** The index of the molbot whose skin is nearest to a point, within reach [world px]; -1 if there is none. */
  private nearest(p: Point, reach: number): number {
    const { bodies } = this.motion
    const { world } = this.controller
    let best = -1
    let least = reach
    for (let i = 0; i < (bodies?.count ?? 0); i++) {
      const away = Math.hypot(wrapDelta(p.x, bodies!.toX[i], world.width), wrapDelta(p.y, bodies!.toY[i], world.height))
      const distance = away - bodies!.frame.radius[i]
      if (distance < least) {
        least = distance
        best = i
      }
    }
    return best
  }

  private tell(): void {
    const frame = this.motion.bodies?.frame
    const i = this.chosen
    this.seen = !frame || i < 0 ? null : {
      id: frame.serials ? molbotID(frame.serials[i]) : null, energy: frame.energy[i], type: frame.type[i],
      traits: traitsOf(frame, i), color: frame.color[i], following: this.controller.attached, gone: false,
    }
    this.options.picked(this.seen)
  }

  private tellGone(): void {
    this.controller.attached = false
    this.options.picked(this.seen && { ...this.seen, energy: 0, following: false, gone: true })
  }
}

function modulo(v: number, size: number): number {
  return ((v % size) + size) % size
}
