import { serialOf } from '../wire/frame'
import { speciesName } from './names'
import type { Tree } from './tree'
import { descendants } from './tree'

/** So many clades have a colour; the rest are called the others. */
const MOST = 11

/** So few clades still tell something; below that the tree is cut anew. */
const FEWEST = 4

/** A tree cut at a tick: whoever shares an ancestor since then is of one clade, here called a species. */
export interface Cut {
  tick: number
  /** The first molbot of each clade, by colour; one that has died out keeps its place, and nobody is in it. */
  founders: string[]
  names: string[]
  of: Map<number, number>
}

/**
 * Cuts a tree so that it has a few clades. The last cut is kept as long as it serves, and its clades keep their colours, so
 * that the picture doesn't flicker.
 */
export function cut(tree: Tree, last: Cut | null): Cut {
  const count = last ? crossing(tree, last.tick).length : 0
  const tick = last && count >= FEWEST && count <= MOST ? last.tick : best(tree)
  const clades = crossing(tree, tick).sort((a, b) => tree.living[b] - tree.living[a]).slice(0, MOST)
  const founders = places(clades.map((i) => tree.nodes[i].id), last?.founders ?? [])
  const of = new Map<number, number>()
  const names = founders.map((id) => speciesName(serialOf(id)))
  for (const i of clades) {
    const color = founders.indexOf(tree.nodes[i].id)
    for (const d of descendants(tree, i)) of.set(tree.serials[d], color)
  }
  return { tick, founders, names, of }
}

/** The branches that cross a tick and have more than one living molbot: each by its first node after that tick. */
export function crossing(tree: Tree, tick: number): number[] {
  const found: number[] = []
  for (let i = 0; i < tree.nodes.length; i++) {
    const up = tree.parent[i]
    const born = tree.nodes[i].born_at_tick
    if (born > tick && (up < 0 || tree.nodes[up].born_at_tick <= tick) && tree.living[i] > 1) found.push(i)
  }
  return found
}

/** The latest tick with no more than MOST clades; before the first birth if there are more at all times. */
function best(tree: Tree): number {
  const births = [...new Set(tree.nodes.map((k) => k.born_at_tick))].sort((a, b) => a - b)
  let found = -1
  let most = 0
  // A cut near the present has few clades again, of newborn families; the tree tells most where it has many branches.
  for (let k = 0; k < births.length; k += Math.ceil(births.length / 200)) {
    const n = crossing(tree, births[k]).length
    if (n <= MOST && n > most) {
      most = n
      found = births[k]
    }
    if (n > MOST) break
  }
  return found
}

/** Gives the clades places: their old ones, and to new clades those of clades that are gone. */
function places(ids: string[], old: string[]): string[] {
  const kept = old.slice(0, MOST).map((id) => (ids.includes(id) ? id : ''))
  const fresh = ids.filter((id) => !kept.includes(id))
  const founders = kept.map((id) => id || (fresh.shift() ?? ''))
  return [...founders, ...fresh]
}
