import { Container, Mesh, type BLEND_MODES, type Geometry, type Shader } from './pixi'
import type { Point } from './camera'

/** One geometry drawn at several places: the world and its copies beyond the border. */
export class WrappedMesh {
  readonly view = new Container()

  constructor(private readonly geometry: Geometry, private readonly shader: Shader) {}

  set blendMode(mode: BLEND_MODES) {
    this.view.blendMode = mode
  }

  place(offsets: readonly Point[]): void {
    while (this.view.children.length < offsets.length) {
      this.view.addChild(new Mesh<Geometry, Shader>({ geometry: this.geometry, shader: this.shader }))
    }
    this.view.children.forEach((mesh, k) => {
      mesh.visible = k < offsets.length
      if (mesh.visible) mesh.position.set(offsets[k].x, offsets[k].y)
    })
  }
}
