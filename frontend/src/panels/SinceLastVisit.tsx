import { useMemo, useState } from 'react'
import { go } from '../route/navigate'
import { HOME } from '../route/route'
import { highlights } from '../store/highlights'
import { useGenesis } from '../store/store'
import { duration } from './format'
import { Icon } from './Icon'
import { recall, remember } from './prefs'

/** An absence shorter than this is not summarised [ms]. */
const AWAY_MS = 10 * 60_000

/** When this browser last had the page open before this visit [ms]; 0: never. */
const lastVisit = Number(recall('seen')) || 0

if (typeof window !== 'undefined') {
  const seen = () => remember('seen', String(Date.now()))
  addEventListener('pagehide', seen)
  setInterval(() => !document.hidden && seen(), 30_000)
}

/** What happened since the last visit, each item with a link. */
export function SinceLastVisit() {
  const [shown, setShown] = useState(lastVisit > 0 && Date.now() - lastVisit > AWAY_MS)
  const cycles = useGenesis((s) => s.cycles)
  const list = useMemo(() => highlights(cycles, lastVisit), [cycles])
  if (!shown || list.length === 0) return null
  return (
    <section className="away" aria-label="While you were away">
      <div className="row">
        <h3>While you were away <small>{duration(Date.now() - lastVisit)}</small></h3>
        <button className="icon-button small" onClick={() => setShown(false)} aria-label="Hide what happened while you were away"><Icon name="close" size={14} /></button>
      </div>
      <ul>
        {list.map((h) => (
          <li key={h.id}>
            <button className="link" onClick={() => go({ ...HOME, cycle: h.id })}>{h.name}</button> {h.sentence}
          </li>
        ))}
      </ul>
    </section>
  )
}
