import type { LayerName } from '../scene/layers'
import type { MolbotFilter } from '../scene/molbotFilter'
import type { ColorBy } from '../scene/painter'
import { serialOf } from '../wire/frame'
import { look, route } from '../route/navigate'
import { COLORS, LAYERS, type Route } from '../route/route'
import { reload } from './pollers'
import { store } from './store'

/** Actions that change what is shown; nothing here changes the world. */

export function chooseColor(colorBy: ColorBy): void {
  paint(colorBy)
  look({ color: colorBy })
}

export function chooseLayer(layer: LayerName | null, channel = 0): void {
  cover(layer, channel)
  look({ layer, channel })
}

function paint(colorBy: ColorBy): void {
  store.setState(({ light }) => ({ colorBy, hover: null, light: light?.kind === 'class' ? null : light, legend: [] }))
}

function cover(layer: LayerName | null, channel: number): void {
  store.setState({ layer, channel, field: null })
  if (layer !== null && layer !== 'resources') void reload('layer')
}

function nextInCycle<T>(list: readonly T[], one: T): T {
  return list[(list.indexOf(one) + 1) % list.length]
}

export function nextColor(): void {
  chooseColor(nextInCycle(COLORS, store.getState().colorBy))
}

export function nextLayer(): void {
  chooseLayer(nextInCycle<LayerName | null>([null, ...LAYERS], store.getState().layer))
}

/** Keeps the view and the URL in sync in both directions. Returns a function that stops this. */
export function followRoute(): () => void {
  const arrive = (r: Route) => {
    const s = store.getState()
    if (r.color !== s.colorBy) paint(r.color)
    if (r.layer !== s.layer || r.channel !== s.channel) cover(r.layer, r.channel)
    if (r.molbot && r.molbot !== s.picked?.id) showMolbot(r.molbot)
  }
  arrive(route.getState())
  const stops = [
    route.subscribe(arrive),
    store.subscribe((s, old) => {
      const id = s.picked?.id ?? null
      if (id !== (old.picked?.id ?? null) && id !== route.getState().molbot) look({ molbot: id })
    }),
  ]
  return () => stops.forEach((stop) => stop())
}

export function setHighlight(light: MolbotFilter | null): void {
  store.setState({ light, hover: null })
}

export function hover(hover: MolbotFilter | null): void {
  if (store.getState().hover !== hover) store.setState({ hover })
}

/** Asks the scene to show a molbot. */
export function showMolbot(id: string): void {
  store.setState({ wanted: serialOf(id) })
}

/** Registers a view that needs the phylogeny; returns a function that unregisters it. */
export function wantTree(): () => void {
  store.setState((s) => ({ treeWanted: s.treeWanted + 1 }))
  return () => store.setState((s) => ({ treeWanted: s.treeWanted - 1 }))
}

/** Registers a view that shows the checkpoints; returns a function that unregisters it. */
export function wantCheckpoints(): () => void {
  store.setState((s) => ({ checkpointsWanted: s.checkpointsWanted + 1 }))
  return () => store.setState((s) => ({ checkpointsWanted: s.checkpointsWanted - 1 }))
}
