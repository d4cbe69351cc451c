import { useMemo, useState } from 'react'
import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { livingTraits } from '../../store/reduce'
import { useGenesis } from '../../store/store'
import { QueryContent } from '../QueryContent'
import { CopyLink } from '../CopyLink'
import { count, cycleNumber, plural, signed, withSpaces } from '../format'
import { freeName, keepDraft, renamed, type Draft } from '../traits/drafts'
import { TraitDetails } from '../traits/TraitCard'
import { Write } from '../traits/Write'
import { BackLink } from './BackLink'

/** One trait as a full page, by its name_vN, whether it is alive or only on record. */
export function TraitPage({ id }: { id: string }) {
  const snapshots = useGenesis((s) => s.snapshots)
  const mutations = useGenesis((s) => s.mutations)
  const [writing, setWriting] = useState<Draft | null>(null)
  const living = useMemo(() => livingTraits({ snapshots, mutations }).find((t) => `${t.name}_v${t.version}` === id), [snapshots, mutations, id])
  const mutation = living?.mutation ?? mutations.find((m) => `${m.trait_name}_v${m.version}` === id) ?? null
  const family = mutations.filter((m) => mutation && m.id !== mutation.id && (m.trait_name === mutation.trait_name || m.parent === mutation.id || mutation.parent === m.id))
  const population = snapshots.at(-1)?.entity_count ?? 0
  const bearers = living?.census?.bearers ?? 0
  const known = living !== undefined || mutation !== null
  return (
    <article className="panel sheet-page trait" data-trait={id}>
      <header>
        <BackLink />
        <h2>Trait {id}</h2>
        {mutation && <span className={`badge ${mutation.status}`}>{withSpaces(mutation.status)}</span>}
        <CopyLink to={{ page: { kind: 'trait', id } }} what={id} />
        <button className="tool" onClick={() => go({ ...HOME, tab: 'traits', trait: id })}>Show in the list</button>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label={`Trait ${id}`}>
        <QueryContent topic={snapshots.length > 0 ? 'mutations' : 'snapshots'} what="the trait" any={known} empty={`No trait ${id} is on record.`}>
          {known && (
            <>
              <p className="sentence">
                {living ? `${count(bearers)} of ${plural(population, 'molbot')} bear it.` : 'No molbot bears it any more.'}
                {mutation && <> It was written by {mutation.model || 'hand'} in cycle <button className="link" onClick={() => go({ ...HOME, page: { kind: 'cycle', id: mutation.cycle_id } })}>{cycleNumber(mutation.cycle_id)}</button>
                  {mutation.score !== 0 && <>, and in its trial its bearers netted {signed(mutation.score)} energy per 1,000 ticks</>}.</>}
              </p>
              <TraitDetails id={id} mutation={mutation} page editCopy={(source, name) => {
                const draft = { name: freeName(name), source: renamed(source, freeName(name)) }
                keepDraft(draft)
                setWriting(draft)
              }} />
              {family.length > 0 && (
                <section aria-label="Relatives">
                  <h3>Its versions and descendants</h3>
                  <ul className="relatives">
                    {family.map((m) => (
                      <li key={m.id}>
                        <button className="link" onClick={() => go({ ...HOME, page: { kind: 'trait', id: `${m.trait_name}_v${m.version}` } })}>{m.trait_name} v{m.version}</button>
                        <span className={`badge ${m.status}`}>{withSpaces(m.status)}</span>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </>
          )}
        </QueryContent>
      </div>
      {writing && <Write first={writing} close={() => setWriting(null)} />}
    </article>
  )
}
