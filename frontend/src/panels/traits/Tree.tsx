import { useMemo, useState } from 'react'
import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { useGenesis } from '../../store/store'
import { plural, signed, withSpaces } from '../format'
import { Diff } from './Diff'
import { forest, size, type Branch } from './forest'

/** The family tree of the programs, with each one's gain in its trial and its status. */
export function Tree() {
  const mutations = useGenesis((s) => s.mutations)
  const trees = useMemo(() => forest(mutations).sort((a, b) => size(b) - size(a)), [mutations])
  const most = Math.max(...mutations.map((m) => Math.abs(m.score)), 1)
  if (trees.length === 0) return <p className="empty">No cycle has written a program yet.</p>
  return (
    <section className="forest" aria-label="Family tree of the programs">
      <p className="hint">Each program is listed below the one from which it was made. The bar shows the net gain of its bearers in the trial.</p>
      <ul>{trees.map((b) => <TreeBranch key={b.mutation.id} branch={b} most={most} />)}</ul>
    </section>
  )
}

/** The tree is open down to this depth at first. */
const OPEN_DEPTH = 3

function TreeBranch({ branch, most, depth = 0 }: { branch: Branch; most: number; depth?: number }) {
  const { mutation: m, children } = branch
  const [open, setOpen] = useState(depth < OPEN_DEPTH)
  const [compared, setCompared] = useState(false)
  const id = `${m.trait_name}_v${m.version}`
  return (
    <li>
      <div className="limb">
        {children.length > 0 ? (
          <button className="fold" aria-expanded={open} onClick={() => setOpen(!open)} aria-label={`${plural(size(branch) - 1, 'program')} made from ${id}`}>{open ? '▾' : '▸'}</button>
        ) : <span className="fold" aria-hidden="true" />}
        <button className="link" onClick={() => go({ ...HOME, page: { kind: 'trait', id } })} title={m.description}>{id}</button>
        <span className="gain" aria-hidden="true"><span className={m.score < 0 ? 'loss' : ''} style={{ width: `${(100 * Math.abs(m.score)) / most}%` }} /></span>
        <span className="number">{m.score === 0 ? '' : signed(m.score)}</span>
        {m.parent && (
          <button className="link" aria-expanded={compared} onClick={() => setCompared(!compared)} aria-label={`Compare ${id} with the program it was made from`}>compare</button>
        )}
        <span className={`badge ${m.status}`}>{withSpaces(m.status)}</span>
      </div>
      {compared && <Diff mutation={m.id} against={m.parent} beside />}
      {open && children.length > 0 && <ul>{children.map((c) => <TreeBranch key={c.mutation.id} branch={c} most={most} depth={depth + 1} />)}</ul>}
    </li>
  )
}
