import { useEffect, useMemo } from 'react'
import type { Cut } from '../../phylogeny/clades'
import { speciesName } from '../../phylogeny/names'
import { livingOf, descendants, type Tree } from '../../phylogeny/tree'
import { go, useRoute } from '../../route/navigate'
import { css, KINDS, NEUTRAL_COLOR } from '../../scene/colors'
import { setHighlight, showMolbot, wantTree } from '../../store/viewActions'
import { useGenesis } from '../../store/store'
import { QueryContent } from '../QueryContent'
import { CopyLink } from '../CopyLink'
import { count } from '../format'
import { useSettledOrder } from '../useSettledOrder'
import { Branches } from './Branches'

/** The phylogeny of the living: a selected branch highlights its clade in the world. */
export function Lineage({ theme }: { theme: string }) {
  const tree = useGenesis((s) => s.tree)
  const clades = useGenesis((s) => s.clades)
  const chosen = useRoute((r) => r.clade)
  useEffect(wantTree, [])
  const at = useMemo(() => (tree && chosen ? tree.nodes.findIndex((k) => k.id === chosen) : -1), [tree, chosen])
  const family = useMemo(() => new Set(tree && at >= 0 ? descendants(tree, at) : []), [tree, at])
  // The clade stays highlighted while it grows; children born since the last answer join with the next one.
  useEffect(() => {
    if (tree && at >= 0) setHighlight({ kind: 'molbots', serials: livingOf(tree, at) })
  }, [tree, at])
  useEffect(() => () => setHighlight(null), [])
  const choose = (id: string | null) => {
    go({ clade: id })
    if (id === null) setHighlight(null)
  }
  const rows = useMemo(() => (tree && clades ? cladeRows(tree, clades) : []), [tree, clades])
  const { items, handlers } = useSettledOrder(rows, (r) => r.id)
  if (!tree || tree.nodes.length === 0) return <QueryContent topic="lineage" what="the phylogeny" any={false} empty="No molbot is on record yet." />
  return (
    <div className="lineage">
      <Branches tree={tree} theme={theme} colorOf={(serial) => clades?.of.get(serial)} family={family}
        choose={(i) => choose(i === null ? null : tree.nodes[i].id)} />
      <div className="clades">
        {at >= 0 ? <SelectedNode tree={tree} at={at} clear={() => choose(null)} /> : (
          <p className="hint">Each line is a life, each fork a birth; the right edge is now. Point at a branch, or select a species.</p>
        )}
        {chosen && at < 0 && <p className="hint">{chosen} is no longer on record. <button className="link" onClick={() => choose(null)}>Clear</button></p>}
        <ul aria-label="Species" {...handlers}>
          {items.map((r) => (
            <li key={r.id}>
              <button aria-pressed={chosen === r.id} disabled={r.id === OTHERS} title={r.id === OTHERS ? 'Molbots of no species that has a colour' : `Descendants of ${r.id}`}
                onClick={() => choose(chosen === r.id ? null : r.id)}>
                <span className="swatch" style={{ background: css(r.color) }} />
                <span className="label">{r.name}</span> <b>{count(r.living)}</b>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

const OTHERS = 'others'

interface CladeRow {
  id: string
  name: string
  color: number
  living: number
}

/** The species, those with the most living molbots first; the molbots that belong to none come last. */
function cladeRows(tree: Tree, clades: Cut): CladeRow[] {
  const place = new Map(tree.nodes.map((n, i) => [n.id, i]))
  const rows = clades.founders.map((id, k) => ({
    id, name: clades.names[k], color: KINDS[k % KINDS.length], living: tree.living[place.get(id) ?? -1] ?? 0,
  })).filter((r) => r.living > 0).sort((a, b) => b.living - a.living)
  const all = tree.roots.reduce((n, i) => n + tree.living[i], 0)
  const others = all - rows.reduce((n, r) => n + r.living, 0)
  return others > 0 ? [...rows, { id: OTHERS, name: 'others', color: NEUTRAL_COLOR, living: others }] : rows
}

function SelectedNode({ tree, at, clear }: { tree: Tree; at: number; clear: () => void }) {
  const kin = tree.nodes[at]
  const living = kin.died_at_tick === undefined
  return (
    <div className="chosen" role="status">
      <p>
        <b>{speciesName(tree.serials[at])}</b>: <b>{count(tree.living[at])}</b> living descend from {living
          ? <button className="link" onClick={() => showMolbot(kin.id)}>{kin.id}</button> : <code>{kin.id}</code>}, born at
        tick {count(kin.born_at_tick)}{kin.traits.length > 0 && <> with {kin.traits.join(', ')}</>}. They are lit in the world.
      </p>
      <CopyLink to={{ clade: kin.id, dock: 'lineage' }} what={`the clade of ${kin.id}`} />
      <button className="tool" onClick={clear}>Clear</button>
    </div>
  )
}
