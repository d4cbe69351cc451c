import { Container } from './pixi'
import type { Frame } from '../wire/frame'
import { visibleTiles, type Point, type Size, type World } from './camera'
import { crop } from './crop'
import type { Mark } from './effects'
import { MAX_SPRITES, type CameraController } from './cameraController'
import { Field } from './field'
import type { FieldData } from './layers'
import { Ground } from './ground'
import { FoodLayer } from './foodLayer'
import type { Bodies } from './motion'
import { Overlay, type Marked } from './overlay'
import type { Palette } from './palette'
import { MolbotLayer } from './molbotLayer'
import { makeTextures } from './textures'

/** A world with walls is drawn only once. */
const HERE: Point[] = [{ x: 0, y: 0 }]

/** Number of frames between two updates of the food field. */
const CROP_EVERY = 15

/** Everything that is drawn, from the ground up. */
export class Picture {
  readonly view = new Container()
  private readonly ground = new Ground()
  private readonly field = new Field()
  private readonly foodLayer: FoodLayer
  private readonly molbotLayer: MolbotLayer
  private readonly overlay: Overlay
  private layer: FieldData | 'resources' | null = null
  private frames = 0

  constructor(private palette: Palette) {
    const textures = makeTextures()
    this.foodLayer = new FoodLayer(textures)
    this.molbotLayer = new MolbotLayer(textures)
    this.overlay = new Overlay(textures)
    this.view.addChild(
      this.ground.view, this.field.view, this.foodLayer.food.view, this.molbotLayer.glow.view, this.molbotLayer.body.view,
      this.overlay.view, this.ground.dimming,
    )
  }

  setPalette(palette: Palette, world: World): void {
    this.palette = palette
    this.ground.draw(world, palette)
    if (this.layer !== 'resources') this.field.show(this.layer, world, palette.shade === 0)
  }

  setLayer(layer: FieldData | 'resources' | null, frame: Frame | null, world: Size): void {
    this.layer = layer
    const data = layer === 'resources' ? frame && crop(frame, world) : layer
    this.field.show(data, world, this.palette.shade === 0)
  }

  fill(bodies: Bodies, colors: Uint32Array, lit: ((i: number) => boolean) | null, world: Size): void {
    this.foodLayer.fill(bodies.frame, this.palette, lit !== null)
    this.molbotLayer.fill(bodies, colors, this.palette.shade, lit)
    if (this.layer === 'resources' && this.frames++ % CROP_EVERY === 0) this.setLayer('resources', bodies.frame, world)
  }

  /** Where the i-th molbot is drawn at a fraction of the way between two frames. */
  where(bodies: Bodies, i: number, share: number, world: Size): Marked {
    return {
      x: wrap(bodies.fromX[i] + (bodies.toX[i] - bodies.fromX[i]) * share, world.width),
      y: wrap(bodies.fromY[i] + (bodies.toY[i] - bodies.fromY[i]) * share, world.height),
      radius: bodies.frame.radius[i],
    }
  }

  place(controller: CameraController, bodies: Bodies | null, share: number, marks: readonly Mark[], picked: Marked | null, now: number): void {
    const { camera, view, world } = controller
    const count = bodies?.count ?? 0
    const tiles = tilesFor(world.walls ? HERE : visibleTiles(camera, view, world), count + (bodies?.frame.foodCount ?? 0))
    this.foodLayer.place(tiles, camera.scale)
    this.molbotLayer.place(tiles, share, camera.scale, count, this.palette)
    this.overlay.draw(marks, picked, now, camera.scale, this.palette)
    this.view.scale.set(camera.scale)
    this.view.position.set(view.width / 2 - camera.x * camera.scale, view.height / 2 - camera.y * camera.scale)
  }
}

function tilesFor(visible: Point[], count: number): Point[] {
  return count * visible.length > MAX_SPRITES ? visible.slice(0, 1) : visible
}

function wrap(v: number, size: number): number {
  return v < 0 ? v + size : v >= size ? v - size : v
}
