import type { Mutation } from '../../wire/types'

/** A program with those that were bred or written from it. */
export interface Branch {
  mutation: Mutation
  children: Branch[]
}

/**
 * The programs of all cycles by descent, oldest first. One whose parent is unknown, or that is part of a ring, is the
 * root of a tree.
 */
export function forest(mutations: readonly Mutation[]): Branch[] {
  const oldest = [...mutations].sort((a, b) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id))
  const branches = new Map(oldest.map((m) => [m.id, { mutation: m, children: [] as Branch[] }]))
  const roots: Branch[] = []
  for (const m of oldest) {
    const parent = m.parent ? branches.get(m.parent) : undefined
    if (parent && !descends(m, m.parent!, branches)) parent.children.push(branches.get(m.id)!)
    else roots.push(branches.get(m.id)!)
  }
  return roots
}

/** Whether a program is an ancestor of its own parent, as only a damaged record can say. */
function descends(m: Mutation, parent: string, branches: ReadonlyMap<string, Branch>): boolean {
  const seen = new Set<string>()
  for (let id: string | undefined = parent; id && !seen.has(id); id = branches.get(id)?.mutation.parent) {
    if (id === m.id) return true
    seen.add(id)
  }
  return false
}

/** How many programs were made from each, directly or indirectly, by mutation id. */
export function descendants(mutations: readonly Mutation[]): Map<string, number> {
  const counts = new Map<string, number>()
  const visit = (b: Branch): number => {
    const below = b.children.reduce((n, c) => n + 1 + visit(c), 0)
    counts.set(b.mutation.id, below)
    return below
  }
  forest(mutations).forEach(visit)
  return counts
}

/** How many programs a branch has, including itself. */
export function size(b: Branch): number {
  return b.children.reduce((n, c) => n + size(c), 1)
}
