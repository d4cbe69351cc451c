import { Particle, ParticleContainer, type Texture } from 'pixi.js'

/** A layer of many sprites of one texture, drawn in one call. It keeps particles that it does not need at the moment. */
export class Layer {
  readonly view: ParticleContainer
  private readonly spare: Particle[] = []

  constructor(private readonly texture: Texture, rotates: boolean) {
    this.view = new ParticleContainer({
      texture,
      dynamicProperties: { position: true, vertex: true, rotation: rotates, color: true, uvs: false },
    })
  }

  /** Makes the layer exactly n particles long and returns them. */
  resize(n: number): Particle[] {
    const particles = this.view.particleChildren as Particle[]
    if (particles.length === n) return particles
    while (particles.length > n) this.spare.push(particles.pop()!)
    while (particles.length < n) {
      particles.push(this.spare.pop() ?? new Particle({ texture: this.texture, anchorX: 0.5, anchorY: 0.5 }))
    }
    this.view.update()
    return particles
  }
}
