import { clamp, fit, zoomAt, type Camera, type Point, type Size, type World } from './camera'

/** Above this many sprites the copies of the world beyond its border are not drawn. */
export const MAX_SPRITES = 40_000

/** The minimum scale at which a molbot is followed [screen px per world px]. */
const CLOSE = 1.6

/** Moves the camera. It keeps the whole world in view until somebody moves it, and can follow a molbot. */
export class CameraController {
  camera: Camera = { x: 0, y: 0, scale: 1 }
  view: Size = { width: 1, height: 1 }
  /** Whether it shows the whole world, and keeps doing so when the window changes. */
  fitted = true
  /** Whether it follows the selected molbot. */
  attached = false

  constructor(public world: World, private readonly changed: () => void) {}

  fit(): void {
    this.attached = false
    this.look(fit(this.view, this.world), true)
  }

  zoom(at: Point, factor: number): void {
    this.move(zoomAt(this.camera, this.view, this.world, at, factor))
  }

  /** A drag stops following the molbot; a zoom does not. */
  move(camera: Camera): void {
    if (camera.scale === this.camera.scale) this.attached = false
    this.look(camera, false)
  }

  resize(view: Size): void {
    this.view = view
    if (this.fitted) this.fit()
    this.changed()
  }

  /** Follows a molbot from now on, zoomed in enough to see it. */
  attach(): void {
    this.attached = true
    this.look({ ...this.camera, scale: Math.max(this.camera.scale, CLOSE) }, false)
  }

  /**
   * Moves a fraction of the distance to the followed molbot each time, so that a distant one is approached smoothly.
   */
  track(p: Point): void {
    if (!this.attached) return
    const near = { x: this.camera.x + (p.x - this.camera.x) * 0.3, y: this.camera.y + (p.y - this.camera.y) * 0.3 }
    const seam = Math.hypot(p.x - this.camera.x, p.y - this.camera.y) > Math.min(this.world.width, this.world.height) / 2
    this.camera = clamp({ ...this.camera, ...(seam ? p : near) }, this.world)
  }

  private look(camera: Camera, fitted: boolean): void {
    this.camera = clamp(camera, this.world)
    this.fitted = fitted
    this.changed()
  }
}
