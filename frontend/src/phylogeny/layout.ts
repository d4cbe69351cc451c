import { alive, type Tree } from './tree'

/**
 * Where each node of a tree is drawn: one row for each living molbot, and each ancestor in the middle of its
 * descendants.
 */
export interface Layout {
  rows: number
  y: Float32Array
  /**
   * The first and last row of a node and its descendants; nodes without living descendants have none (last < first).
   */
  first: Int32Array
  last: Int32Array
  /** Where its line ends: now for the living, otherwise at the last birth that leads to a living molbot. */
  ends: Float64Array
  /** The time of the first birth. */
  from: number
}

/** Lays out a tree, big families first, so that they are easy to find. */
export function layout(tree: Tree): Layout {
  const n = tree.nodes.length
  const out: Layout = {
    rows: 0, y: new Float32Array(n), first: new Int32Array(n), last: new Int32Array(n).fill(-1), ends: new Float64Array(n), from: tree.tick,
  }
  const order = depthFirst(tree)
  for (const i of order) {
    out.first[i] = out.rows
    if (alive(tree.nodes[i])) out.rows++
    out.from = Math.min(out.from, tree.nodes[i].born_at_tick)
  }
  for (let k = order.length - 1; k >= 0; k--) place(tree, out, order[k])
  return out
}

/**
 * All nodes with living descendants, each before its children. It does not recurse, because a line of descent may be
 * very long.
 */
function depthFirst(tree: Tree): number[] {
  const bigLast = (list: number[]) => list.filter((i) => tree.living[i] > 0).sort((a, b) => tree.living[a] - tree.living[b])
  const stack = bigLast(tree.roots)
  const order: number[] = []
  while (stack.length > 0) {
    const i = stack.pop()!
    order.push(i)
    stack.push(...bigLast(tree.children[i]))
  }
  return order
}

function place(tree: Tree, out: Layout, i: number): void {
  const living = alive(tree.nodes[i])
  let sum = living ? out.first[i] : 0
  let count = living ? 1 : 0
  out.last[i] = living ? out.first[i] : -1
  out.ends[i] = living ? tree.tick : tree.nodes[i].born_at_tick
  for (const c of tree.children[i]) {
    if (tree.living[c] === 0) continue
    sum += out.y[c]
    count++
    out.last[i] = Math.max(out.last[i], out.last[c])
    out.ends[i] = Math.max(out.ends[i], tree.nodes[c].born_at_tick)
  }
  out.y[i] = count > 0 ? sum / count : out.first[i]
}
