import type { Cycle, Mutation, Snapshot, TelemetryRow } from '../wire/types'

/** One point of the curves: a snapshot, or the mean of several older ones. Births and deaths are per period. */
export interface Row {
  tick: number
  /** Time [ms]. */
  at: number
  population: number
  births: number
  deaths: number
  starved: number
  aged: number
  collided: number
  killed: number
  energy: number
  production: number
  diversity: number
  hill: number
  spread: number
  temperature: number
  food: number
  generation: number
}

/**
 * The history up to the first snapshot, followed by the snapshots. Rows from another world, which are ahead in time,
 * are dropped.
 */
export function rowsOf(history: TelemetryRow[], snapshots: Snapshot[]): Row[] {
  const first = snapshots.at(0)?.tick ?? Infinity
  return [...history.filter((h) => h.tick < first).map(ofHistory), ...snapshots.map(ofSnapshot)]
}

function ofHistory(h: TelemetryRow): Row {
  const each = (sum: number) => sum / Math.max(h.snapshots, 1)
  return {
    tick: h.tick, at: Date.parse(h.timestamp), population: h.entity_count, births: each(h.births), deaths: each(h.deaths),
    starved: each(h.death_starvation), aged: each(h.death_age), collided: each(h.death_collision), killed: each(h.death_other),
    energy: h.avg_energy, production: h.production, diversity: h.trait_diversity, hill: h.trait_hill, spread: h.gene_spread,
    temperature: h.temperature, food: h.resource_density, generation: h.avg_generation,
  }
}

function ofSnapshot(s: Snapshot): Row {
  return {
    tick: s.tick, at: Date.parse(s.timestamp), population: s.entity_count, births: s.births_last_period, deaths: s.deaths_last_period,
    starved: s.death_starvation, aged: s.death_age, collided: s.death_collision, killed: s.death_other ?? 0,
    energy: s.avg_energy, production: s.production ?? 0, diversity: s.trait_diversity, hill: s.trait_hill ?? 0, spread: s.gene_spread ?? 0,
    temperature: s.temperature, food: s.resource_density, generation: s.avg_generation ?? 0,
  }
}

/** Where a mutation was loaded into the world, on the axis of the curves. */
export interface Landing {
  tick: number
  name: string
  id: string
  cycle: string
  kept: boolean
  /** Its status, in a word. */
  status: string
}

/**
 * The landings of mutations. The canary of a cycle has the tick at which its mutation was loaded. Without it, the time
 * in the mutation's record is converted to a tick by means of the rows.
 */
export function landings(mutations: Mutation[], cycles: Cycle[], rows: Row[]): Landing[] {
  const loaded = new Map(cycles.map((c) => [c.canary?.mutation_id, c.canary?.loaded_at_tick]))
  const found: Landing[] = []
  for (const m of mutations) {
    const tick = loaded.get(m.id) ?? (m.applied_at ? tickAt(rows, Date.parse(m.applied_at)) : null)
    if (tick === null) continue
    found.push({
      tick, name: `${m.trait_name} v${m.version}`, id: m.id, cycle: m.cycle_id, status: m.status.replaceAll('_', ' '),
      kept: m.status === 'applied' || m.status === 'canary',
    })
  }
  return found
}

/** The place of every cycle on the axis: where its mutations were loaded or, if it loaded none, where it began. */
export function bookmarks(mutations: Mutation[], cycles: Cycle[], rows: Row[]): Landing[] {
  const landed = landings(mutations, cycles, rows)
  const told = new Set(landed.map((l) => l.cycle))
  const begun = cycles.filter((c) => c.outcome && !told.has(c.id)).flatMap((c) => {
    const tick = tickAt(rows, Date.parse(c.started_at))
    const name = c.plan?.trait_name ?? (c.plan?.action_type ?? c.trigger.problem_type).replaceAll('_', ' ')
    return tick === null ? [] : [{ tick, name, id: c.id, cycle: c.id, kept: c.outcome === 'applied', status: c.outcome!.replaceAll('_', ' ') }]
  })
  return [...landed, ...begun].sort((a, b) => a.tick - b.tick)
}

/** The tick at a time [ms], interpolated between two rows; null outside of them. */
export function tickAt(rows: Row[], at: number): number | null {
  const next = rows.findIndex((r) => r.at >= at)
  if (next <= 0) return null
  const a = rows[next - 1]
  const b = rows[next]
  return Math.round(a.tick + ((b.tick - a.tick) * (at - a.at)) / Math.max(b.at - a.at, 1))
}

/** How many molbots there were at a tick and how many of them bore each trait; null where that was not recorded. */
interface Bearers {
  tick: number
  population: number
  traits: Record<string, number> | null
}

/** The bearers from the history up to the first snapshot, followed by those from the snapshots. */
function bearersOf(history: TelemetryRow[], snapshots: Snapshot[]): Bearers[] {
  const first = snapshots.at(0)?.tick ?? Infinity
  const past = history.filter((h) => h.tick < first).map((h) => ({ tick: h.tick, population: h.entity_count, traits: h.traits ?? null }))
  const now = snapshots.map((s) => ({
    tick: s.tick, population: s.entity_count,
    traits: Object.fromEntries((s.traits ?? []).map((t) => [`${t.name}_v${t.version}`, t.bearers])),
  }))
  return [...past, ...now]
}

/** The share of molbots that bear each trait [%], for the traits with the highest shares. */
export function shares(history: TelemetryRow[], snapshots: Snapshot[], most: number): { ticks: number[]; names: string[]; values: (number | null)[][] } {
  const rows = bearersOf(history, snapshots)
  const share = (r: Bearers, bearers: number) => (100 * bearers) / Math.max(r.population, 1)
  const peak = new Map<string, number>()
  for (const r of rows) {
    for (const [name, bearers] of Object.entries(r.traits ?? {})) peak.set(name, Math.max(peak.get(name) ?? 0, share(r, bearers)))
  }
  const names = [...peak].sort((a, b) => b[1] - a[1]).slice(0, most).map(([name]) => name)
  const values = names.map((name) => rows.map((r) => {
    const bearers = r.traits?.[name]
    return bearers ? share(r, bearers) : null
  }))
  return { ticks: rows.map((r) => r.tick), names, values }
}

/** Columns as CSV with a header line. */
export function csv(names: string[], columns: ArrayLike<number | null | undefined>[]): string {
  const lines = [names.map(quoted).join(',')]
  for (let i = 0; i < (columns[0]?.length ?? 0); i++) lines.push(columns.map((c) => c[i] ?? '').join(','))
  return `${lines.join('\n')}\n`
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

