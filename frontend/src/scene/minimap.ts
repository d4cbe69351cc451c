import { pan, visibleTiles, type Camera, type Point, type Size } from './camera'
import { css } from './colors'
import type { Bodies } from './motion'

/** How often the dots are redrawn [ms]; the frame of the view moves with the camera. */
const DOTS_MS = 250

export interface MinimapHost {
  world(): Size
  view(): Size
  camera(): Camera
  move(camera: Camera): void
}

/** The whole world in a corner, with a frame around the visible part. A click or a drag moves the camera there. */
export class Minimap {
  private readonly dots = document.createElement('canvas')
  private drawnAt = -Infinity

  constructor(private readonly canvas: HTMLCanvasElement, private readonly of: MinimapHost) {
    canvas.style.touchAction = 'none'
    canvas.addEventListener('pointerdown', this.point)
    canvas.addEventListener('pointermove', this.point)
  }

  destroy(): void {
    this.canvas.removeEventListener('pointerdown', this.point)
    this.canvas.removeEventListener('pointermove', this.point)
  }

  draw(now: number, bodies: Bodies | null, colors: Uint32Array, dark: boolean): void {
    const { canvas } = this
    const ratio = Math.min(devicePixelRatio || 1, 2)
    const width = Math.round(canvas.clientWidth * ratio)
    if (width === 0) return
    const world = this.of.world()
    const height = Math.round((width * world.height) / world.width)
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = this.dots.width = width
      canvas.height = this.dots.height = height
      this.drawnAt = -Infinity
    }
    const scale = width / world.width
    if (now - this.drawnAt > DOTS_MS && bodies) {
      this.drawnAt = now
      this.drawDots(bodies, colors, scale, ratio)
    }
    const c = canvas.getContext('2d')!
    c.clearRect(0, 0, width, height)
    c.drawImage(this.dots, 0, 0)
    this.drawWindow(c, world, scale, ratio, dark)
  }

  private drawDots(bodies: Bodies, colors: Uint32Array, scale: number, ratio: number): void {
    const c = this.dots.getContext('2d')!
    c.clearRect(0, 0, this.dots.width, this.dots.height)
    const size = (bodies.count > 3000 ? 1 : 2) * ratio
    const step = Math.max(Math.ceil(bodies.count / 5000), 1)
    for (let i = 0; i < bodies.count; i += step) {
      c.fillStyle = css(colors[i])
      c.fillRect(bodies.toX[i] * scale - size / 2, bodies.toY[i] * scale - size / 2, size, size)
    }
  }

  private drawWindow(c: CanvasRenderingContext2D, world: Size, scale: number, ratio: number, dark: boolean): void {
    const camera = this.of.camera()
    const view = this.of.view()
    const wide = view.width / camera.scale
    const high = view.height / camera.scale
    c.strokeStyle = dark ? '#ffffff' : '#0b1220'
    c.lineWidth = 1.5 * ratio
    for (const tile of visibleTiles(camera, view, world)) {
      c.strokeRect((camera.x - wide / 2 - tile.x) * scale, (camera.y - high / 2 - tile.y) * scale, wide * scale, high * scale)
    }
  }

  private readonly point = (e: PointerEvent): void => {
    if (e.type === 'pointerdown') this.canvas.setPointerCapture(e.pointerId)
    else if (e.buttons === 0) return
    const box = this.canvas.getBoundingClientRect()
    const to: Point = {
      x: ((e.clientX - box.left) / box.width) * this.of.world().width,
      y: ((e.clientY - box.top) / box.height) * this.of.world().height,
    }
    const camera = this.of.camera()
    this.of.move(pan(camera, this.of.world(), (camera.x - to.x) * camera.scale, (camera.y - to.y) * camera.scale))
  }
}
