/** The camera: the world point in the middle of the view, and screen px per world px. Plain values, no PixiJS. */
export interface Camera {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

/** The world's size [px], and whether it has walls instead of wrapping around. */
export interface World extends Size {
  walls?: boolean
}

export interface Point {
  x: number
  y: number
}

export const MAX_SCALE = 8

/** The scale at which the whole world fits into the view with a margin [screen px]. */
export function fitScale(view: Size, world: Size, margin = 24): number {
  const room = { width: Math.max(view.width - 2 * margin, 1), height: Math.max(view.height - 2 * margin, 1) }
  return Math.min(room.width / world.width, room.height / world.height)
}

/** A camera that shows the whole world. */
export function fit(view: Size, world: Size): Camera {
  return { x: world.width / 2, y: world.height / 2, scale: fitScale(view, world) }
}

export function toWorld(c: Camera, view: Size, p: Point): Point {
  return { x: c.x + (p.x - view.width / 2) / c.scale, y: c.y + (p.y - view.height / 2) / c.scale }
}

export function toScreen(c: Camera, view: Size, p: Point): Point {
  return { x: (p.x - c.x) * c.scale + view.width / 2, y: (p.y - c.y) * c.scale + view.height / 2 }
}

/** Zooms by a factor and keeps the world point under the screen point in place. */
export function zoomAt(c: Camera, view: Size, world: Size, p: Point, factor: number): Camera {
  const least = fitScale(view, world) * 0.6
  const scale = Math.min(Math.max(c.scale * factor, least), Math.max(MAX_SCALE, least))
  const under = toWorld(c, view, p)
  return clamp({
    x: under.x - (p.x - view.width / 2) / scale,
    y: under.y - (p.y - view.height / 2) / scale,
    scale,
  }, world)
}

/** Moves by a distance on the screen. */
export function pan(c: Camera, world: Size, dx: number, dy: number): Camera {
  return clamp({ ...c, x: c.x - dx / c.scale, y: c.y - dy / c.scale }, world)
}

/** Keeps the middle of the view inside the world, so that nobody gets lost. */
export function clamp(c: Camera, world: Size): Camera {
  return {
    scale: c.scale,
    x: Math.min(Math.max(c.x, 0), world.width),
    y: Math.min(Math.max(c.y, 0), world.height),
  }
}

/** The shortest distance from a to b in a world that wraps around at size. */
export function wrapDelta(a: number, b: number, size: number): number {
  const d = b - a
  return d - size * Math.round(d / size)
}

/** The offsets [world px] at which copies of a wrapping world are visible in a view, the world itself first. */
export function visibleTiles(c: Camera, view: Size, world: Size): Point[] {
  const halfWidth = view.width / 2 / c.scale
  const halfHeight = view.height / 2 / c.scale
  const tiles: Point[] = [{ x: 0, y: 0 }]
  for (let i = Math.floor((c.x - halfWidth) / world.width); i * world.width < c.x + halfWidth; i++) {
    for (let j = Math.floor((c.y - halfHeight) / world.height); j * world.height < c.y + halfHeight; j++) {
      if (i !== 0 || j !== 0) tiles.push({ x: i * world.width, y: j * world.height })
    }
  }
  return tiles
}
