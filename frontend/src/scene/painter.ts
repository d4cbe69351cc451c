import type { Frame } from '../wire/frame'
import { ages, energies, generations, type Bins } from './bins'
import { along, KINDS, NEUTRAL_COLOR } from './colors'

export type ColorBy = 'kin' | 'species' | 'trait' | 'energy' | 'age' | 'generation'

/** One row of the legend: a class of molbots with its colour. */
export interface LegendRow {
  label: string
  color: number
  count: number
}

/** The clade of the phylogeny to which each molbot belongs, and the names of the clades. */
export interface Clades {
  of: Map<number, number>
  names: string[]
}

const NO_CLASS = 0xffff

/** Assigns a class and a colour to each molbot of a frame. No PixiJS here, because the legend uses the same colours. */
export class Painter {
  by: ColorBy = 'kin'
  /** Generated traits as name_vN, newest first. */
  generated: string[] = []
  clades: Clades = { of: new Map(), names: [] }
  classes = new Uint16Array(0)
  colors = new Uint32Array(0)
  private rows: LegendRow[] = []

  /** The rows of the legend for the last painted frame, in the order of the classes. */
  legend(): LegendRow[] {
    return this.rows
  }

  paint(frame: Frame): void {
    if (this.colors.length < frame.count) {
      this.colors = new Uint32Array(frame.count + (frame.count >> 2) + 16)
      this.classes = new Uint16Array(this.colors.length)
    }
    if (this.by === 'kin') this.asTheyAre(frame)
    else if (this.by === 'species') this.byKinds(frame, [...this.clades.names, 'others'], this.cladeOf(frame))
    else if (this.by === 'trait') this.byKinds(frame, [...this.generated.slice(0, KINDS.length), 'ancestral only'], this.traitOf(frame))
    else if (this.by === 'energy') this.byBins(frame, energies(frame))
    else if (this.by === 'age') this.byBins(frame, ages(frame))
    else this.byBins(frame, generations(frame))
  }

  private asTheyAre(frame: Frame): void {
    this.rows = []
    this.colors.set(frame.color)
    this.classes.fill(NO_CLASS)
  }

  private byKinds(frame: Frame, names: string[], classOf: (i: number) => number): void {
    const last = names.length - 1
    const color = (c: number) => (c === last ? NEUTRAL_COLOR : KINDS[c % KINDS.length]) // last: no class
    this.rows = names.map((label, c) => ({ label, color: color(c), count: 0 }))
    for (let i = 0; i < frame.count; i++) {
      const c = classOf(i)
      this.classes[i] = c
      this.colors[i] = this.rows[c]?.color ?? NEUTRAL_COLOR
      if (c < names.length) this.rows[c].count++
    }
  }

  private byBins(frame: Frame, bins: Bins): void {
    const most = bins.labels.length - 1
    this.rows = bins.labels.map((label, c) => ({ label, color: along(bins.ramp, c / most), count: 0 }))
    for (let i = 0; i < frame.count; i++) {
      const place = bins.place(i) // 0 to 1
      const c = Math.min(Math.floor(place * bins.labels.length), most)
      this.classes[i] = c
      this.colors[i] = along(bins.ramp, place)
      this.rows[c].count++
    }
  }

  private cladeOf(frame: Frame): (i: number) => number {
    const { serials } = frame
    const others = this.clades.names.length
    return (i) => (serials ? (this.clades.of.get(serials[i]) ?? others) : others)
  }

  /** The class of the newest generated trait that a molbot bears. */
  private traitOf(frame: Frame): (i: number) => number {
    const shown = this.generated.slice(0, KINDS.length)
    const newest = (set: string[]) => {
      const c = shown.findIndex((t) => set.includes(t))
      return c < 0 ? shown.length : c
    }
    if (frame.traits) return (i) => newest(frame.traits![i])
    const ofType = (frame.table ?? []).map(newest)
    return (i) => ofType[frame.type[i]] ?? NO_CLASS
  }
}
