import { pan, zoomAt, type Camera, type Point, type Size } from './camera'

/** What pointer gestures may do to the camera. */
export interface Controlled {
  view(): Size
  world(): Size
  camera(): Camera
  move(camera: Camera): void
  click(at: Point): void
}

/** A longer distance between press and release is a drag [px]. */
const CLICK_PX = 5

/** Handles wheel, drag, pinch and click on a canvas. */
export class Controls {
  private readonly pointers = new Map<number, Point>()
  private travelled = 0

  constructor(private readonly canvas: HTMLCanvasElement, private readonly of: Controlled) {
    canvas.addEventListener('wheel', this.wheel, { passive: false })
    canvas.addEventListener('pointerdown', this.down)
    canvas.addEventListener('pointermove', this.moved)
    canvas.addEventListener('pointerup', this.up)
    canvas.addEventListener('pointercancel', this.up)
  }

  destroy(): void {
    this.canvas.removeEventListener('wheel', this.wheel)
    this.canvas.removeEventListener('pointerdown', this.down)
    this.canvas.removeEventListener('pointermove', this.moved)
    this.canvas.removeEventListener('pointerup', this.up)
    this.canvas.removeEventListener('pointercancel', this.up)
  }

  zoom(at: Point, factor: number): void {
    this.of.move(zoomAt(this.of.camera(), this.of.view(), this.of.world(), at, factor))
  }

  private readonly wheel = (e: WheelEvent): void => {
    e.preventDefault()
    const lines = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
    this.zoom(this.at(e), Math.exp(-Math.max(-200, Math.min(e.deltaY * lines, 200)) * 0.0018))
  }

  private readonly down = (e: PointerEvent): void => {
    this.canvas.setPointerCapture(e.pointerId)
    this.pointers.set(e.pointerId, this.at(e))
    if (this.pointers.size === 1) this.travelled = 0
  }

  private readonly moved = (e: PointerEvent): void => {
    const from = this.pointers.get(e.pointerId)
    if (!from) return
    const to = this.at(e)
    this.travelled += Math.hypot(to.x - from.x, to.y - from.y)
    const other = [...this.pointers].find(([id]) => id !== e.pointerId)?.[1]
    this.pointers.set(e.pointerId, to)
    if (other) this.pinch(from, to, other)
    else if (this.travelled > CLICK_PX) this.drag(to.x - from.x, to.y - from.y)
  }

  private readonly up = (e: PointerEvent): void => {
    const known = this.pointers.delete(e.pointerId)
    if (known && e.type === 'pointerup' && this.pointers.size === 0 && this.travelled <= CLICK_PX) this.of.click(this.at(e))
  }

  private drag(dx: number, dy: number): void {
    this.of.move(pan(this.of.camera(), this.of.world(), dx, dy))
  }

  private pinch(from: Point, to: Point, other: Point): void {
    const before = Math.hypot(from.x - other.x, from.y - other.y)
    const after = Math.hypot(to.x - other.x, to.y - other.y)
    this.drag((to.x - from.x) / 2, (to.y - from.y) / 2)
    if (before > 0) this.zoom({ x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }, after / before)
  }

  private at(e: MouseEvent): Point {
    const box = this.canvas.getBoundingClientRect()
    return { x: e.clientX - box.left, y: e.clientY - box.top }
  }
}
