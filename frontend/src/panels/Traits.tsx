import { useId, useMemo, useState } from 'react'
import { livingTraits, type LivingTrait } from '../store/reduce'
import { useGenesis } from '../store/store'
import { clock, count, spaced, value } from './format'
import { Icon } from './Icon'
import { Source } from './Source'

/** The traits that live in the world: how many bear each, who wrote it, what it did, and its source. */
export function Traits() {
  const snapshots = useGenesis((s) => s.snapshots)
  const mutations = useGenesis((s) => s.mutations)
  const traits = useMemo(() => livingTraits({ snapshots, mutations }), [snapshots, mutations])
  const population = snapshots.at(-1)?.entity_count ?? 0
  if (traits.length === 0) return <p className="empty">No trait is known yet. The first snapshot brings them.</p>
  return (
    <ul className="cards" aria-label="Traits alive">
      {traits.map((t) => <Row key={`${t.name}_v${t.version}`} trait={t} population={population} />)}
    </ul>
  )
}

function Row({ trait, population }: { trait: LivingTrait; population: number }) {
  const [expanded, setExpanded] = useState(false)
  const body = useId()
  const { census, mutation } = trait
  const bearers = census?.bearers ?? 0
  const share = population > 0 ? Math.min(bearers / population, 1) : 0
  const generated = mutation !== null || census?.generated === true
  return (
    <li className="card trait">
      <button className="card-head" aria-expanded={expanded} aria-controls={body} disabled={!mutation}
        onClick={() => setExpanded(!expanded)}>
        {mutation ? <Icon name="chevron" size={14} /> : <span className="dot" />}
        <span className="name">{trait.name} <small>v{trait.version}</small></span>
        <span className={`badge ${mutation?.status === 'canary' ? 'running' : generated ? 'applied' : 'plain'}`}>
          {mutation ? spaced(mutation.status) : generated ? 'generated' : 'ancestor'}
        </span>
      </button>
      <div className="share" role="img" aria-label={`${Math.round(share * 100)} % of the molbots bear it`}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p className="meta">
        {count(bearers)} of {count(population)} bear it
        {mutation?.model && <> · by {mutation.model}</>}
        {mutation?.applied_at && <> · since {clock(Date.parse(mutation.applied_at))}</>}
        {mutation && mutation.score !== 0 && <> · effect {mutation.score > 0 ? '+' : ''}{value(mutation.score)}</>}
      </p>
      {census && census.faults > 0 && <p className="why">{count(census.faults)} faults. {census.last_fault}</p>}
      <div id={body} hidden={!expanded}>
        {expanded && mutation && <div className="details"><p>{mutation.description}</p><Source mutation={mutation.id} /></div>}
      </div>
    </li>
  )
}
