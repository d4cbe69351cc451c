/**
 * The part of PixiJS that the scene uses. PixiJS's own index also includes text, assets, filters, accessibility and
 * events, which the scene does not need; they would be a third of the script on the first visit. vite.config.ts
 * resolves pixi-lib.
 */
import 'pixi-lib/rendering/init'
import 'pixi-lib/scene/graphics/init'
import 'pixi-lib/scene/mesh/init'
import 'pixi-lib/scene/sprite-tiling/init'

export { Container } from 'pixi-lib/scene/container/Container'
export { Graphics } from 'pixi-lib/scene/graphics/shared/Graphics'
export { Mesh } from 'pixi-lib/scene/mesh/shared/Mesh'
export { Sprite } from 'pixi-lib/scene/sprite/Sprite'
export { TilingSprite } from 'pixi-lib/scene/sprite-tiling/TilingSprite'
export { Texture } from 'pixi-lib/rendering/renderers/shared/texture/Texture'
export { Buffer } from 'pixi-lib/rendering/renderers/shared/buffer/Buffer'
export { BufferUsage } from 'pixi-lib/rendering/renderers/shared/buffer/const'
export { Geometry } from 'pixi-lib/rendering/renderers/shared/geometry/Geometry'
export { Shader } from 'pixi-lib/rendering/renderers/shared/shader/Shader'
export { WebGLRenderer } from 'pixi-lib/rendering/renderers/gl/WebGLRenderer'
export type { BLEND_MODES, VertexFormat } from 'pixi.js'
