import type { LayerName } from '../scene/field'
import type { Light } from '../scene/light'
import type { ColorBy } from '../scene/painter'
import { serialOf } from '../wire/frame'
import { loadField, loadTree } from './load'
import { store } from './store'

/** What a person does to what is seen; nothing here changes the world. */

export function chooseColor(colorBy: ColorBy): void {
  store.setState(({ light }) => ({ colorBy, hover: null, light: light?.kind === 'class' ? null : light, legend: [] }))
}

export function chooseLayer(layer: LayerName | null, channel = 0): void {
  store.setState({ layer, channel, field: null })
  void loadField().catch(() => undefined) // the poll asks again
}

const COLORS: ColorBy[] = ['kin', 'species', 'trait', 'energy', 'age', 'generation']
const LAYERS: (LayerName | null)[] = [null, 'resources', 'temperature', 'scent', 'fertility']

function after<T>(list: T[], one: T): T {
  return list[(list.indexOf(one) + 1) % list.length]
}

export function nextColor(): void {
  chooseColor(after(COLORS, store.getState().colorBy))
}

export function nextLayer(): void {
  chooseLayer(after(LAYERS, store.getState().layer))
}

export function light(light: Light | null): void {
  store.setState({ light, hover: null })
}

export function hover(hover: Light | null): void {
  if (store.getState().hover !== hover) store.setState({ hover })
}

/** Asks the scene to show a molbot. */
export function showMolbot(id: string): void {
  store.setState({ wanted: serialOf(id) })
}

/** Says that somebody needs the phylogeny; returns the way to say that it is needed no more. */
export function wantTree(): () => void {
  store.setState((s) => ({ treeWanted: s.treeWanted + 1 }))
  void loadTree().catch(() => undefined) // the poll asks again
  return () => store.setState((s) => ({ treeWanted: s.treeWanted - 1 }))
}
