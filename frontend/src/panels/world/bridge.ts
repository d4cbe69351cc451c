import type { Scene } from '../../scene/scene'
import { notify } from '../../store/change'
import { molbotID } from '../../wire/frame'
import { generatedTraits } from '../../store/reduce'
import { onEvents, onFrame } from '../../store/frames'
import type { State } from '../../store/state'
import { store } from '../../store/store'

/**
 * Connects a scene to the store: frames, events, and what a person has chosen to see. Returns a function that
 * disconnects it.
 */
export function connect(scene: Scene): () => void {
  const now = store.getState()
  paint(scene, now)
  scene.setLight(now.hover ?? now.light)
  scene.setLayer(layerOf(now))
  scene.setTooled(now.tool !== null)
  scene.setTraced(now.traced)
  const stops = [
    onFrame((frame) => {
      scene.push(frame)
      show(scene) // a URL may name a molbot before there is a picture
    }),
    onEvents((events) => scene.happened(events)),
    store.subscribe((s, old) => changed(scene, s, old)),
  ]
  return () => stops.forEach((stop) => stop())
}

function changed(scene: Scene, s: State, old: State): void {
  if (s.colorBy !== old.colorBy || s.mutations !== old.mutations || s.clades !== old.clades) paint(scene, s)
  if (s.hover !== old.hover || s.light !== old.light) scene.setLight(s.hover ?? s.light)
  if (s.layer !== old.layer || s.field !== old.field) scene.setLayer(layerOf(s))
  if (s.tool !== old.tool) scene.setTooled(s.tool !== null)
  if (s.traced !== old.traced) scene.setTraced(s.traced)
  if (s.sensed !== old.sensed) scene.setSensed(s.sensed)
  if (s.wanted !== old.wanted && s.frameAt > 0) show(scene)
}

/** Shows the wanted molbot, if any, or says that it is no longer alive. */
function show(scene: Scene): void {
  const { wanted } = store.getState()
  if (wanted === null) return
  store.setState({ wanted: null })
  if (!scene.jump(wanted)) notify('info', `${molbotID(wanted)} is not among the living.`)
}

function paint(scene: Scene, s: State): void {
  scene.setColors(s.colorBy, generatedTraits(s), s.clades ?? { of: new Map(), names: [] })
}

function layerOf(s: State) {
  return s.layer === 'resources' ? 'resources' : s.layer === null ? null : s.field
}
