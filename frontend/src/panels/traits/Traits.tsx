import { useMemo, useState } from 'react'
import { livingTraits } from '../../store/reduce'
import { useGenesis } from '../../store/store'
import { Icon } from '../Icon'
import { Former } from './Former'
import { TraitCard } from './TraitCard'
import { Write } from './Write'

/** The traits that live in the world: how many bear each, who wrote it, what it did, its source and its versions. */
export function Traits() {
  const snapshots = useGenesis((s) => s.snapshots)
  const mutations = useGenesis((s) => s.mutations)
  const [writing, setWriting] = useState(false)
  const traits = useMemo(() => livingTraits({ snapshots, mutations }), [snapshots, mutations])
  const population = snapshots.at(-1)?.entity_count ?? 0
  return (
    <>
      <div className="bar-row">
        <p className="hint">Point at a trait to see who bears it.</p>
        <button className="small-button" onClick={() => setWriting(true)}><Icon name="coder" size={14} /> Write one yourself</button>
      </div>
      {traits.length === 0 && <p className="empty">No trait is known yet. The first snapshot brings them.</p>}
      <ul className="cards" aria-label="Traits alive">
        {traits.map((t) => <TraitCard key={`${t.name}_v${t.version}`} trait={t} population={population} />)}
      </ul>
      <Former />
      {writing && <Write close={() => setWriting(false)} />}
    </>
  )
}
