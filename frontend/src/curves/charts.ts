import { KINDS, css } from '../scene/colors'
import type { State } from '../store/state'
import { rowsOf, shares, type Row } from './rows'

export type ChartID = 'population' | 'life' | 'energy' | 'diversity' | 'traits' | 'climate' | 'generation' | 'tick'

export interface Line {
  label: string
  /** A CSS colour, or a custom property of the page such as --good. */
  color: string
  dash?: boolean
  fill?: boolean
  /** Drawn against the right axis. */
  right?: boolean
}

/** One chart: its title, unit and lines, with one column for the ticks and one for each line. */
export interface Chart {
  id: ChartID
  title: string
  unit: string
  lines: Line[]
  columns: (number | null)[][]
}

export const CHARTS: { id: ChartID; title: string }[] = [
  { id: 'population', title: 'Population' }, { id: 'life', title: 'Births & deaths' }, { id: 'energy', title: 'Energy' },
  { id: 'diversity', title: 'Diversity' }, { id: 'traits', title: 'Trait shares' }, { id: 'climate', title: 'Climate & food' },
  { id: 'generation', title: 'Generation' }, { id: 'tick', title: 'Tick time' },
]

export type Source = Pick<State, 'snapshots' | 'history' | 'tickTimes'>

const TRAITS = 10

/** Builds a chart from the page's state. */
export function chartOf(id: ChartID, s: Source): Chart {
  const { title } = CHARTS.find((c) => c.id === id)!
  if (id === 'traits') {
    const { ticks, names, values } = shares(s.history, s.snapshots, TRAITS)
    const lines = names.map((label, i) => ({ label, color: css(KINDS[i % KINDS.length]) }))
    return { id, title, unit: '% of molbots', lines, columns: [ticks, ...values] }
  }
  if (id === 'tick') {
    const t = s.tickTimes
    const lines = [{ label: 'median', color: '--accent', fill: true }, { label: '1 in 100', color: '--warn', dash: true }]
    return { id, title, unit: 'ms', lines, columns: [t.map((x) => x.tick), t.map((x) => x.p50), t.map((x) => x.p99)] }
  }
  const rows = rowsOf(s.history, s.snapshots)
  const lines = LINES[id]
  return {
    id, title, unit: UNITS[id], lines: lines.map(([, line]) => line),
    columns: [rows.map((r) => r.tick), ...lines.map(([field]) => rows.map((r) => r[field]))],
  }
}

type Plain = Exclude<ChartID, 'traits' | 'tick'>

const UNITS: Record<Plain, string> = {
  population: '', life: 'per period', energy: '', diversity: '', climate: '°C', generation: '',
}

const LINES: Record<Plain, [keyof Row, Line][]> = {
  population: [
    ['population', { label: 'molbots', color: '--accent', fill: true }],
    ['births', { label: 'births', color: '--good', right: true }],
    ['deaths', { label: 'deaths', color: '--bad', dash: true, right: true }],
  ],
  life: [
    ['births', { label: 'births', color: '--good' }],
    ['starved', { label: 'starved', color: '--bad' }],
    ['aged', { label: 'old age', color: '--violet' }],
    ['collided', { label: 'collided', color: '--warn' }],
    ['killed', { label: 'killed', color: '--pink', dash: true }],
  ],
  energy: [
    ['energy', { label: 'mean energy', color: '--warn', fill: true }],
    ['production', { label: 'net per 1,000 ticks', color: '--good', right: true }],
  ],
  diversity: [
    ['diversity', { label: 'traits alive', color: '--violet' }],
    ['hill', { label: 'trait sets (Hill)', color: '--accent' }],
    ['spread', { label: 'spread of genes', color: '--pink', right: true, dash: true }],
  ],
  climate: [
    ['temperature', { label: 'temperature', color: '--bad' }],
    ['food', { label: 'food per 1,000 px²', color: '--good', right: true, fill: true }],
  ],
  generation: [['generation', { label: 'mean generation', color: '--blue', fill: true }]],
}
