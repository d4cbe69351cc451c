import { useEffect, useMemo, useState } from 'react'
import { livingOf, descendants, type Tree } from '../../phylogeny/tree'
import { css, KINDS } from '../../scene/colors'
import { light, showMolbot, wantTree } from '../../store/look'
import { useGenesis } from '../../store/store'
import { count } from '../format'
import { Branches } from './Branches'

/** The phylogeny of the living: pick a branch and its clade lights up in the world. */
export function Lineage({ theme }: { theme: string }) {
  const tree = useGenesis((s) => s.tree)
  const clades = useGenesis((s) => s.clades)
  const [chosen, setChosen] = useState<string | null>(null)
  useEffect(wantTree, [])
  const at = useMemo(() => (tree && chosen ? tree.nodes.findIndex((k) => k.id === chosen) : -1), [tree, chosen])
  const family = useMemo(() => new Set(tree && at >= 0 ? descendants(tree, at) : []), [tree, at])
  // The clade stays lit while it grows; children that were born since the last answer join with the next one.
  useEffect(() => {
    if (tree && at >= 0) light({ kind: 'molbots', serials: livingOf(tree, at) })
  }, [tree, at])
  useEffect(() => () => light(null), [])
  const choose = (id: string | null) => {
    setChosen(id)
    if (id === null) light(null)
  }
  if (!tree) return <p className="empty">Reading the phylogeny…</p>
  if (tree.nodes.length === 0) return <p className="empty">Nobody is on record yet.</p>
  return (
    <div className="lineage">
      <Branches tree={tree} theme={theme} colorOf={(serial) => clades?.of.get(serial)} family={family}
        choose={(i) => choose(i === null ? null : tree.nodes[i].id)} />
      <div className="clades">
        {at >= 0 ? <Chosen tree={tree} at={at} clear={() => choose(null)} /> : (
          <p className="hint">Each line is a life, each fork a birth; the right edge is now. Point at a branch or pick a clade.</p>
        )}
        <ul aria-label="Clades">
          {(clades?.founders ?? []).map((id, k) => {
            const i = tree.nodes.findIndex((n) => n.id === id)
            if (i < 0 || tree.living[i] === 0) return null
            return (
              <li key={id}>
                <button aria-pressed={chosen === id} onClick={() => choose(chosen === id ? null : id)}>
                  <span className="swatch" style={{ background: css(KINDS[k % KINDS.length]) }} />
                  <span className="label">kin of {id}</span> <b>{count(tree.living[i])}</b>
                </button>
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

function Chosen({ tree, at, clear }: { tree: Tree; at: number; clear: () => void }) {
  const kin = tree.nodes[at]
  const living = kin.died_at_tick === undefined
  return (
    <div className="chosen" role="status">
      <p>
        <b>{count(tree.living[at])}</b> living descend from {living
          ? <button className="link" onClick={() => showMolbot(kin.id)}>{kin.id}</button> : <code>{kin.id}</code>}, born at
        tick {count(kin.born_at_tick)}{kin.traits.length > 0 && <> with {kin.traits.join(', ')}</>}. They are lit in the world.
      </p>
      <button className="tool" onClick={clear}>Clear</button>
    </div>
  )
}
