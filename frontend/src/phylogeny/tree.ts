import { serialOf } from '../wire/frame'
import type { Kin, Phylogeny } from '../wire/types'

/** A phylogeny as arrays, in which parents come before their children. */
export interface Tree {
  tick: number
  nodes: Kin[]
  serials: Float64Array
  /** Index of the parent; -1 for a root. */
  parent: Int32Array
  children: number[][]
  roots: number[]
  /** Number of living molbots among a node and its descendants. */
  living: Int32Array
}

export function treeOf(p: Phylogeny): Tree {
  const n = p.nodes.length
  const place = new Map(p.nodes.map((k, i) => [k.id, i]))
  const tree: Tree = {
    tick: p.tick, nodes: p.nodes, serials: Float64Array.from(p.nodes, (k) => serialOf(k.id)),
    parent: new Int32Array(n).fill(-1), children: p.nodes.map(() => []), roots: [], living: new Int32Array(n),
  }
  p.nodes.forEach((k, i) => {
    const up = k.parent === undefined ? undefined : place.get(k.parent)
    // A parent that comes later would form a cycle, so such a node is treated as a root.
    if (up === undefined || up >= i) tree.roots.push(i)
    else {
      tree.parent[i] = up
      tree.children[up].push(i)
    }
  })
  for (let i = n - 1; i >= 0; i--) {
    if (alive(p.nodes[i])) tree.living[i]++
    if (tree.parent[i] >= 0) tree.living[tree.parent[i]] += tree.living[i]
  }
  return tree
}

export function alive(k: Kin): boolean {
  return k.died_at_tick === undefined
}

/** A node and all its descendants, parents first. */
export function descendants(tree: Tree, root: number): number[] {
  const found = [root]
  for (let at = 0; at < found.length; at++) found.push(...tree.children[found[at]])
  return found
}

/** The serials of the living among a node and its descendants. */
export function livingOf(tree: Tree, root: number): Set<number> {
  return new Set(descendants(tree, root).filter((i) => alive(tree.nodes[i])).map((i) => tree.serials[i]))
}
