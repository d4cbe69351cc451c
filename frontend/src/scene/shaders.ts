import { Shader, type Texture } from './pixi'

/** Shader programs. They interpolate the motion of bodies, so that a picture costs the page's thread nothing. */

const place = `
uniform mat3 uProjectionMatrix;
uniform mat3 uWorldTransformMatrix;
uniform mat3 uTransformMatrix;
in vec2 aPosition;
out vec2 vUV;
out vec4 vColor;
vec4 onScreen(vec2 at) {
  mat3 matrix = uProjectionMatrix * uWorldTransformMatrix * uTransformMatrix;
  return vec4((matrix * vec3(at, 1.0)).xy, 0.0, 1.0);
}`

/**
 * uReach is how far the texture extends beyond the radius that it shows; uTurns is 0 for shapes that look alike from
 * all sides.
 */
const bodyVertex = `#version 300 es
precision highp float;
${place}
in vec4 aPath;
in vec2 aTurn;
in float aRadius;
in vec4 aColor;
in vec4 aMark;
uniform float uShare;
uniform float uLeast;
uniform float uReach;
uniform float uTurns;
uniform float uGlow;
void main() {
  float heading = mix(aTurn.x, aTurn.y, uShare) * uTurns;
  vec2 corner = aPosition * max(aRadius, uLeast) * uReach;
  vec2 turned = vec2(corner.x * cos(heading) - corner.y * sin(heading), corner.x * sin(heading) + corner.y * cos(heading));
  float alpha = uTurns > 0.5 ? aMark.x : aMark.y * uGlow;
  gl_Position = onScreen(mix(aPath.xy, aPath.zw, uShare) + turned);
  vUV = aPosition * 0.5 + 0.5;
  vColor = vec4(aColor.rgb * alpha, alpha);
}`

const foodVertex = `#version 300 es
precision highp float;
${place}
in vec2 aPlace;
in float aRadius;
in vec4 aColor;
uniform float uLeast;
void main() {
  gl_Position = onScreen(aPlace + aPosition * max(aRadius, uLeast) * 3.0);
  vUV = aPosition * 0.5 + 0.5;
  vColor = vec4(aColor.rgb * aColor.a, aColor.a);
}`

const fragment = `#version 300 es
precision mediump float;
in vec2 vUV;
in vec4 vColor;
out vec4 color;
uniform sampler2D uTexture;
void main() {
  color = texture(uTexture, vUV) * vColor;
}`

/** The uniforms of a shader for bodies. */
export interface BodyUniforms {
  uShare: number
  uLeast: number
  uReach: number
  uTurns: number
  uGlow: number
}

export function bodyShader(texture: Texture, reach: number, turns: boolean): Shader {
  const number = (value: number) => ({ value, type: 'f32' as const })
  return Shader.from({
    gl: { vertex: bodyVertex, fragment, name: turns ? 'body' : 'glow' },
    resources: {
      uTexture: texture.source, uSampler: texture.source.style,
      numbers: { uShare: number(1), uLeast: number(1), uReach: number(reach), uTurns: number(turns ? 1 : 0), uGlow: number(1) },
    },
  })
}

export function foodShader(texture: Texture): Shader {
  return Shader.from({
    gl: { vertex: foodVertex, fragment, name: 'food' },
    resources: {
      uTexture: texture.source, uSampler: texture.source.style,
      numbers: { uLeast: { value: 1, type: 'f32' } },
    },
  })
}

/** The uniforms of a shader created here. */
export function numbersOf<T>(shader: Shader): T {
  return (shader.resources.numbers as { uniforms: T }).uniforms
}
