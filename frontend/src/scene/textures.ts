import { Texture } from './pixi'

/** The few textures from which everything is made, drawn once in grey and tinted per particle. */
export interface Textures {
  body: Texture
  glow: Texture
  food: Texture
  ring: Texture
  burst: Texture
  beam: Texture
}

/** The size of the body's texture [px] and the radius that it shows. */
export const BODY_PX = 96
export const BODY_RADIUS_PX = 32
export const GLOW_PX = 128
export const FOOD_PX = 32
export const RING_PX = 128
export const BEAM_PX = 64

export function makeTextures(): Textures {
  return {
    body: picture(BODY_PX, drawBody),
    glow: picture(GLOW_PX, (c) => fillRadial(c, GLOW_PX, [[0, 0.9], [0.25, 0.42], [0.6, 0.1], [1, 0]])),
    food: picture(FOOD_PX, (c) => fillRadial(c, FOOD_PX, [[0, 1], [0.34, 1], [0.5, 0.35], [1, 0]])),
    ring: picture(RING_PX, drawRing),
    burst: picture(RING_PX, drawBurst),
    beam: picture(BEAM_PX, drawBeam, BEAM_PX / 4),
  }
}

function picture(width: number, draw: (c: CanvasRenderingContext2D) => void, height = width): Texture {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
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
  const r = RING_PX / 2
  const g = c.createRadialGradient(r, r, 0, r, r, r)
  for (const [at, alpha] of [[0.78, 0], [0.86, 0.25], [0.92, 1], [0.96, 0.5], [1, 0]]) g.addColorStop(at, `rgba(255,255,255,${alpha})`)
  c.fillStyle = g
  c.fillRect(0, 0, RING_PX, RING_PX)
}

/** Twelve rays around an empty middle. */
function drawBurst(c: CanvasRenderingContext2D): void {
  const r = RING_PX / 2
  c.translate(r, r)
  c.strokeStyle = '#ffffff'
  c.lineCap = 'round'
  for (let k = 0; k < 12; k++) {
    c.lineWidth = k % 2 ? 3 : 5
    c.beginPath()
    c.moveTo(r * 0.45, 0)
    c.lineTo(r * (k % 2 ? 0.75 : 0.94), 0)
    c.stroke()
    c.rotate(Math.PI / 6)
  }
}

/** A beam of light, bright at its far end. */
function drawBeam(c: CanvasRenderingContext2D): void {
  const h = BEAM_PX / 4
  const g = c.createLinearGradient(0, 0, BEAM_PX, 0)
  for (const [at, alpha] of [[0, 0.15], [0.8, 0.8], [0.96, 1], [1, 0]]) g.addColorStop(at, `rgba(255,255,255,${alpha})`)
  c.fillStyle = g
  c.beginPath()
  c.moveTo(0, h / 2)
  c.quadraticCurveTo(BEAM_PX * 0.7, h * 0.25, BEAM_PX, h * 0.1)
  c.lineTo(BEAM_PX, h * 0.9)
  c.quadraticCurveTo(BEAM_PX * 0.7, h * 0.75, 0, h / 2)
  c.fill()
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
