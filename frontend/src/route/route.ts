import type { ChartID } from '../curves/charts'
import { CHARTS } from '../curves/charts'
import type { LayerName } from '../scene/layers'
import type { ColorBy } from '../scene/painter'

/**
 * Where a person is on the page, as encoded in the URL. Everything that can be shown has a URL: a cycle or a trait as a
 * full page (/cycle/…, /trait/…), everything else as a parameter. This module does not use the DOM.
 */
export interface Route {
  /** The whole page, or one cycle or trait in its place. */
  page: { kind: 'home' } | { kind: 'cycle'; id: string } | { kind: 'trait'; id: string }
  tab: Tab
  /** The opened cycle and trait of the lists. */
  cycle: string | null
  trait: string | null
  /** The selected molbot, and the highlighted clade. */
  molbot: string | null
  clade: string | null
  color: ColorBy
  layer: LayerName | null
  channel: number
  dock: 'curves' | 'lineage'
  tall: boolean
  chart: ChartID
  /** The past tick that is being viewed; null is the present. */
  at: number | null
  /** A part of the time axis [ticks], a preset such as "hour", or null for all of it. */
  range: [number, number] | Preset | null
  /** "embed": the world alone, as a part of another page; "kiosk": the page without controls, for a screen on a wall. */
  mode: 'page' | 'embed' | 'kiosk'
}

export const TABS = ['cycles', 'traits', 'molbots', 'world'] as const
export type Tab = (typeof TABS)[number]
export const COLORS = ['kin', 'species', 'trait', 'energy', 'age', 'generation'] as const satisfies readonly ColorBy[]
export const LAYERS = ['resources', 'temperature', 'scent', 'fertility'] as const satisfies readonly LayerName[]
export const PRESETS = ['recent', 'hour', 'day'] as const
export type Preset = (typeof PRESETS)[number]

export const HOME: Route = {
  page: { kind: 'home' }, tab: 'cycles', cycle: null, trait: null, molbot: null, clade: null, color: 'kin', layer: null, channel: 0,
  dock: 'curves', tall: false, chart: 'population', range: null, at: null, mode: 'page',
}

/**
 * Parses a URL. Whatever it does not understand gets its default, so that an old or damaged link still opens the page.
 */
export function parse(pathname: string, search: string): Route {
  const q = new URLSearchParams(search)
  const of = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T => {
    const v = q.get(name)
    return allowed.includes(v as T) ? (v as T) : otherwise
  }
  const layer = q.get('layer')?.split(':') ?? []
  return {
    page: pageOf(pathname), tab: of('tab', TABS, HOME.tab), cycle: idOf(q.get('cycle')), trait: idOf(q.get('trait')),
    molbot: molbotOf(q.get('molbot')), clade: molbotOf(q.get('clade')), color: of('color', COLORS, HOME.color),
    layer: LAYERS.includes(layer[0] as LayerName) ? (layer[0] as LayerName) : null, channel: /^[0-3]$/.test(layer[1] ?? '') ? Number(layer[1]) : 0,
    dock: of('dock', ['curves', 'lineage'], HOME.dock), tall: q.get('size') === 'large',
    chart: of('curve', CHARTS.map((c) => c.id), HOME.chart), range: rangeOf(q.get('ticks')),
    at: /^\d{1,15}$/.test(q.get('at') ?? '') ? Number(q.get('at')) : null,
    mode: of('mode', ['page', 'embed', 'kiosk'], HOME.mode),
  }
}

/** The URL of a route; defaults are left out. */
export function format(r: Route): string {
  const q = new URLSearchParams()
  const put = (name: string, value: string | null, unless: string | null = null) => value !== null && value !== unless && q.set(name, value)
  put('tab', r.tab, HOME.tab)
  put('cycle', r.cycle)
  put('trait', r.trait)
  put('molbot', r.molbot)
  put('clade', r.clade)
  put('color', r.color, HOME.color)
  put('layer', r.layer && (r.channel > 0 ? `${r.layer}:${r.channel}` : r.layer))
  put('dock', r.dock, HOME.dock)
  put('size', r.tall ? 'large' : null)
  put('curve', r.chart, HOME.chart)
  put('ticks', Array.isArray(r.range) ? r.range.map(Math.round).join('-') : r.range)
  put('at', r.at === null ? null : String(r.at))
  put('mode', r.mode, HOME.mode)
  const path = r.page.kind === 'home' ? '/' : `/${r.page.kind}/${encodeURIComponent(r.page.id)}`
  const query = q.toString().replaceAll('%3A', ':')
  return query ? `${path}?${query}` : path
}

function pageOf(pathname: string): Route['page'] {
  const [kind, id] = pathname.split('/').filter(Boolean).map(decoded)
  return (kind === 'cycle' || kind === 'trait') && idOf(id ?? null) ? { kind, id } : { kind: 'home' }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

/** Ids use few characters; anything else in a URL is not an id. */
function idOf(text: string | null): string | null {
  return text !== null && /^[\w-]{1,120}$/.test(text) ? text : null
}

function molbotOf(text: string | null): string | null {
  return text !== null && /^mol_[0-9a-f]{6,13}$/.test(text) ? text : null
}

function rangeOf(text: string | null): Route['range'] {
  if (PRESETS.includes(text as Preset)) return text as Preset
  const [from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '')?.slice(1).map(Number) ?? []
  return to > from ? [from, to] : null
}
