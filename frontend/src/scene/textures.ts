import { Texture } from 'pixi.js'

/** The few pictures that everything is made of, drawn once in greys and tinted per particle. */
export interface Textures {
  body: Texture
  glow: Texture
  food: Texture
  ring: Texture
}

/** Size of the body's picture [px] and the radius that it shows. */
export const BODY_PX = 96
export const BODY_RADIUS_PX = 32
export const GLOW_PX = 128
export const FOOD_PX = 32
export const RING_PX = 64

export function makeTextures(): Textures {
  return {
    body: picture(BODY_PX, drawBody),
    glow: picture(GLOW_PX, (c) => fillRadial(c, GLOW_PX, [[0, 0.9], [0.25, 0.42], [0.6, 0.1], [1, 0]])),
    food: picture(FOOD_PX, (c) => fillRadial(c, FOOD_PX, [[0, 1], [0.34, 1], [0.5, 0.35], [1, 0]])),
    ring: picture(RING_PX, drawRing),
  }
}

function picture(size: number, draw: (c: CanvasRenderingContext2D) => void): Texture {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws no canvas')
  draw(context)
  const texture = Texture.from(canvas)
  texture.source.autoGenerateMipmaps = true
  return texture
}

/** A drop that faces east: a round body, a tapering tail, a membrane, a nucleus and two eyes. */
function drawBody(c: CanvasRenderingContext2D): void {
  const m = BODY_PX / 2
  const r = BODY_RADIUS_PX
  c.translate(m, m)
  c.beginPath()
  c.arc(0, 0, r, -Math.PI * 0.72, Math.PI * 0.72)
  c.quadraticCurveTo(-r * 1.05, r * 0.35, -r * 1.42, 0)
  c.quadraticCurveTo(-r * 1.05, -r * 0.35, Math.cos(-Math.PI * 0.72) * r, Math.sin(-Math.PI * 0.72) * r)
  c.closePath()
  const skin = c.createRadialGradient(r * 0.25, -r * 0.2, r * 0.1, 0, 0, r * 1.3)
  skin.addColorStop(0, '#ffffff')
  skin.addColorStop(0.55, '#e2e2e2')
  skin.addColorStop(1, '#8a8a8a')
  c.fillStyle = skin
  c.fill()
  c.lineWidth = r * 0.1
  c.strokeStyle = '#ffffff'
  c.stroke()
  c.fillStyle = 'rgba(0,0,0,0.22)'
  circle(c, -r * 0.3, 0, r * 0.34)
  c.fillStyle = 'rgba(0,0,0,0.72)'
  circle(c, r * 0.52, -r * 0.34, r * 0.15)
  circle(c, r * 0.52, r * 0.34, r * 0.15)
}

function drawRing(c: CanvasRenderingContext2D): void {
  c.lineWidth = 4
  c.strokeStyle = '#ffffff'
  c.beginPath()
  c.arc(RING_PX / 2, RING_PX / 2, RING_PX / 2 - 4, 0, 2 * Math.PI)
  c.stroke()
}

function circle(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  c.beginPath()
  c.arc(x, y, r, 0, 2 * Math.PI)
  c.fill()
}

function fillRadial(c: CanvasRenderingContext2D, size: number, stops: [number, number][]): void {
  const gradient = c.createRadialGradient(size / 2, size / 2, 0, size / 2, size / 2, size / 2)
  for (const [at, alpha] of stops) gradient.addColorStop(at, `rgba(255,255,255,${alpha})`)
  c.fillStyle = gradient
  c.fillRect(0, 0, size, size)
}
