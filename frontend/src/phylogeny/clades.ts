import { serialOf } from '../wire/frame'
import { speciesName } from './names'
import type { Tree } from './tree'
import { descendants } from './tree'

/** How many clades have a colour; the rest are called "the others". */
const MOST = 11

/** With fewer clades than this the tree is cut anew. */
const FEWEST = 4

/** A tree cut at a tick: molbots that share an ancestor since then form a clade, here called a species. */
export interface Cut {
  tick: number
  /** The first molbot of each clade, by colour; an extinct clade keeps its place without members. */
  founders: string[]
  names: string[]
  of: Map<number, number>
}

/**
 * Cuts a tree into a few clades. The last cut is kept as long as it is useful, and its clades keep their colours, so
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

/**
 * The branches that cross a tick and have more than one living molbot, each given by its first node after that tick.
 */
export function crossing(tree: Tree, tick: number): number[] {
  const found: number[] = []
  for (let i = 0; i < tree.nodes.length; i++) {
    const up = tree.parent[i]
    const born = tree.nodes[i].born_at_tick
    if (born > tick && (up < 0 || tree.nodes[up].born_at_tick <= tick) && tree.living[i] > 1) found.push(i)
  }
  return found
}

/** The latest tick with at most MOST clades; a tick before the first birth if there are always more. */
function best(tree: Tree): number {
  const births = [...new Set(tree.nodes.map((k) => k.born_at_tick))].sort((a, b) => a - b)
  let found = -1
  let most = 0
  // A cut near the present also has few clades, namely newborn families, so start where the tree has many branches:
  // there the cut is most informative.
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

/** Assigns colours to the clades: known clades keep theirs, new ones take those of extinct ones. */
function places(ids: string[], old: string[]): string[] {
  const kept = old.slice(0, MOST).map((id) => (ids.includes(id) ? id : ''))
  const fresh = ids.filter((id) => !kept.includes(id))
  const founders = kept.map((id) => id || (fresh.shift() ?? ''))
  return [...founders, ...fresh]
}
