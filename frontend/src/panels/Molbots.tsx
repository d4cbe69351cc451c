import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { css } from '../scene/colors'
import { onFrame } from '../store/frames'
import { showMolbot } from '../store/viewActions'
import { useGenesis } from '../store/store'
import { molbotID, traitsOf, type Frame } from '../wire/frame'
import { count, figure, plural } from './format'
import { Term } from './Term'
import { useSettledOrder } from './useSettledOrder'

/** How often the list is updated from the stream [ms]. */
const EVERY_MS = 2000
/** How many are listed; a search finds the others. */
const MOST = 60

const ORDERS = { oldest: 'oldest first', youngest: 'youngest first', energy: 'most energy first', generation: 'latest generation first', id: 'by id' }
type Order = keyof typeof ORDERS

export interface Listed {
  id: string
  serial: number
  energy: number
  age: number
  generation: number
  traits: string[]
  color: number
}

/** Reads the molbots of a frame that match a search, in a given order. Frames are reused, so everything is copied. */
export function listMolbots(frame: Frame, search: string, order: Order, species: (serial: number) => string): Listed[] {
  const { serials } = frame
  if (!serials) return []
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found: Listed[] = []
  for (let i = 0; i < frame.count; i++) {
    const serial = serials[i]
    const id = molbotID(serial)
    const traits = traitsOf(frame, i) ?? []
    const text = words.length > 0 ? `${id} ${traits.join(' ')} ${species(serial)}`.toLowerCase() : ''
    if (!words.every((w) => text.includes(w))) continue
    found.push({ id, serial, energy: frame.energy[i], age: frame.age?.[i] ?? 0, generation: frame.generation?.[i] ?? 0, traits, color: frame.color[i] })
  }
  const by: Record<Order, (a: Listed, b: Listed) => number> = {
    oldest: (a, b) => b.age - a.age, youngest: (a, b) => a.age - b.age, energy: (a, b) => b.energy - a.energy,
    generation: (a, b) => b.generation - a.generation, id: (a, b) => a.serial - b.serial,
  }
  return found.sort((a, b) => by[order](a, b) || a.serial - b.serial)
}

/** A searchable list of the living molbots, for people who cannot or do not want to click on a moving one. */
export function Molbots({ shown }: { shown: boolean }) {
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<Order>('oldest')
  const wanted = useDeferredValue(search)
  const clades = useGenesis((s) => s.clades)
  const picked = useGenesis((s) => s.picked?.id ?? null)
  const [all, setAll] = useState<Listed[] | null>(null)
  useEffect(() => {
    if (!shown) return
    const species = (serial: number) => clades?.names[clades.of.get(serial) ?? -1] ?? ''
    let last = -Infinity
    return onFrame((frame) => {
      const now = performance.now()
      if (now - last < EVERY_MS) return
      last = now
      setAll(listMolbots(frame, wanted, order, species))
    })
  }, [shown, wanted, order, clades])
  const some = useMemo(() => (all ?? []).slice(0, MOST), [all])
  const { items, handlers } = useSettledOrder(some, (m) => m.id)
  const stars = useGenesis((s) => s.stars)
  const alive = useMemo(() => new Set((all ?? []).map((m) => m.id)), [all])
  return (
    <>
      <search className="filter">
        <input type="search" aria-label="Search the molbots" placeholder="Id, trait or species" value={search} onChange={(e) => setSearch(e.target.value)} />
        <select aria-label="Order of the molbots" value={order} onChange={(e) => setOrder(e.target.value as Order)}>
          {Object.entries(ORDERS).map(([id, title]) => <option key={id} value={id}>{title}</option>)}
        </select>
      </search>
      <p className="hint pad" role="status">{all === null ? 'Waiting for a picture of the world…' : all.length === 0 ? 'No living molbot matches.'
        : <>{plural(all.length, 'living molbot')}{all.length > MOST && `, the first ${MOST} below`}. A press shows one in the world.</>}</p>
      {Object.keys(stars).length > 0 && (
        <ul className="stars" aria-label="Starred molbots">
          {Object.entries(stars).map(([id, name]) => (
            <li key={id}>
              <button className="link" onClick={() => showMolbot(id)}>{name || id}</button>{name && <code>{id}</code>}
              {all !== null && search === '' && !alive.has(id) && <small>has died</small>}
            </li>
          ))}
        </ul>
      )}
      <ul className="cards molbots" aria-label="Molbots" {...handlers}>
        {items.map((m) => (
          <li key={m.id}>
            <button aria-pressed={picked === m.id} onClick={() => showMolbot(m.id)}>
              <span className="swatch" style={{ background: css(m.color) }} />
              <code>{m.id}</code>
              <span className="meta">{speciesOf(clades, m.serial)}energy {figure(m.energy)} · age {count(m.age)} · generation {count(m.generation)} · {plural(m.traits.length, 'trait')}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="hint pad">A <Term name="molbot" /> is a digital creature; its <Term name="trait">traits</Term> decide what it does.</p>
    </>
  )
}

function speciesOf(clades: { of: Map<number, number>; founders: string[]; names: string[] } | null, serial: number): string {
  const place = clades?.of.get(serial)
  return place === undefined ? '' : `${clades!.names[place]} · `
}

