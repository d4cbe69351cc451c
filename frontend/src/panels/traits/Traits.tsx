import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useRoute } from '../../route/navigate'
import { notify } from '../../store/change'
import { livingTraits, type LivingTrait } from '../../store/reduce'
import { useGenesis } from '../../store/store'
import { QueryContent } from '../QueryContent'
import { Icon } from '../Icon'
import { useSettledOrder } from '../useSettledOrder'
import { freeName, keepDraft, renamed, type Draft } from './drafts'
import { descendants } from './forest'
import { FormerTraits } from './FormerTraits'
import { importTrait } from './portable'
import { TraitCard } from './TraitCard'
import { Tree } from './Tree'
import { Write } from './Write'

const idOf = (t: LivingTrait) => `${t.name}_v${t.version}`
const ORDERS = { bearers: 'most bearers first', name: 'by name', gain: 'most gain first', descendants: 'most descendants first', newest: 'newest first' }
type Order = keyof typeof ORDERS

/**
 * The traits that live in the world: how many molbots bear each, who wrote it, its effect, its source and its versions.
 */
export function Traits() {
  const snapshots = useGenesis((s) => s.snapshots)
  const mutations = useGenesis((s) => s.mutations)
  const opened = useRoute((r) => r.trait)
  const [writing, setWriting] = useState<Draft | 'last' | null>(null)
  const [tree, setTree] = useState(false)
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<Order>('bearers')
  const wanted = useDeferredValue(search)
  const offspring = useMemo(() => descendants(mutations), [mutations])
  const traits = useMemo(() => sorted(livingTraits({ snapshots, mutations }), order, offspring), [snapshots, mutations, order, offspring])
  const found = useMemo(() => traits.filter((t) => matches(t, wanted)), [traits, wanted])
  const { items, handlers } = useSettledOrder(found, idOf)
  const population = snapshots.at(-1)?.entity_count ?? 0
  const editCopy = (source: string, name: string) => {
    const draft = { name: freeName(name), source: renamed(source, freeName(name)) }
    keepDraft(draft)
    setWriting(draft)
  }
  return (
    <>
      <div className="bar-row">
        <p className="hint">Point at a trait to see who bears it.</p>
        <button className="small-button" aria-pressed={tree} onClick={() => setTree(!tree)}>Family tree</button>
        <Import done={setWriting} />
        <button className="small-button" onClick={() => setWriting('last')}><Icon name="coder" size={14} /> Write one yourself</button>
      </div>
      {tree && <Tree />}
      <QueryContent topic="snapshots" what="the traits" any={traits.length > 0} empty="No traits are known yet. They appear with the first snapshot of the world.">
        <search className="filter">
          <input type="search" aria-label="Search the traits" placeholder="Search the traits" value={search} onChange={(e) => setSearch(e.target.value)} />
          <select aria-label="Order of the traits" value={order} onChange={(e) => setOrder(e.target.value as Order)}>
            {Object.entries(ORDERS).map(([id, title]) => <option key={id} value={id}>{title}</option>)}
          </select>
        </search>
        {items.length === 0 && <p className="empty">No living trait matches. <button className="link" onClick={() => setSearch('')}>Show all</button></p>}
        <ul className="cards" aria-label="Traits alive" {...handlers}>
          {items.map((t) => <TraitCard key={idOf(t)} trait={t} population={population} descendants={offspringOf(t, offspring)} expanded={opened === idOf(t)} editCopy={editCopy} />)}
        </ul>
      </QueryContent>
      <FormerTraits search={wanted} editCopy={editCopy} />
      {writing && <Write first={writing === 'last' ? undefined : writing} close={() => setWriting(null)} />}
    </>
  )
}

const offspringOf = (t: LivingTrait, counts: ReadonlyMap<string, number>) => (t.mutation && counts.get(t.mutation.id)) ?? 0

function sorted(traits: LivingTrait[], order: Order, offspring: ReadonlyMap<string, number>): LivingTrait[] {
  const since = (t: LivingTrait) => t.mutation?.applied_at ?? t.mutation?.created_at ?? ''
  const by: Record<Order, (a: LivingTrait, b: LivingTrait) => number> = {
    bearers: () => 0, // in the given order
    name: (a, b) => idOf(a).localeCompare(idOf(b)),
    gain: (a, b) => (b.mutation?.score ?? 0) - (a.mutation?.score ?? 0),
    descendants: (a, b) => offspringOf(b, offspring) - offspringOf(a, offspring),
    newest: (a, b) => since(b).localeCompare(since(a)),
  }
  return [...traits].sort(by[order])
}

function matches(t: LivingTrait, search: string): boolean {
  const text = `${idOf(t)} ${t.mutation?.description ?? 'ancestor'} ${t.mutation?.model ?? ''} ${t.mutation?.status ?? ''}`.toLowerCase().replaceAll('_', ' ')
  return search.toLowerCase().replaceAll('_', ' ').split(/\s+/).every((word) => text.includes(word))
}

/** Reads a trait from a file and opens it as a draft; nothing enters the world before somebody sends it. */
function Import({ done }: { done: (d: Draft) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    const { draft, why } = importTrait(await file.text(), file.name)
    if (!draft) return notify('bad', why)
    const named = { name: freeName(draft.name), source: renamed(draft.source, freeName(draft.name)) }
    keepDraft(named)
    done(named)
  }
  return (
    <>
      <button className="small-button" onClick={() => field.current?.click()}>Import</button>
      <input ref={field} type="file" accept=".go,.json,text/plain" hidden aria-label="Trait file" onChange={(e) => {
        void take(e.target.files?.[0])
        e.target.value = ''
      }} />
    </>
  )
}
