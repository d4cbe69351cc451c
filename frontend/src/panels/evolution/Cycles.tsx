import { useDeferredValue, useMemo, useState } from 'react'
import { useRoute } from '../../route/navigate'
import { loadOlderCycles } from '../../store/olderCycles'
import { useGenesis } from '../../store/store'
import { cycleSentence } from '../../store/words'
import type { Cycle } from '../../wire/types'
import { QueryContent } from '../QueryContent'
import { withSpaces } from '../format'
import { CycleCard, nameOf } from './CycleCard'
import { Evolution } from './Evolution'
import { Trigger } from './Trigger'

const ENDINGS = ['running', 'applied', 'rolled_back', 'rejected', 'vetoed', 'cancelled', 'failed'] as const

/**
 * The evolution cycles, newest first, with a search; the button that starts one; and whether the watcher starts cycles.
 */
export function Cycles() {
  const cycles = useGenesis((s) => s.cycles)
  const opened = useRoute((r) => r.cycle)
  const [search, setSearch] = useState('')
  const [ending, setEnding] = useState('')
  const [oldest, setOldest] = useState(false)
  const wanted = useDeferredValue(search)
  const shown = useMemo(() => {
    const found = cycles.filter((c) => matches(c, wanted, ending) || c.id === opened)
    return oldest ? [...found].reverse() : found
  }, [cycles, wanted, ending, opened, oldest])
  return (
    <>
      <Trigger running={cycles.find((c) => !c.outcome)} />
      <Evolution />
      <QueryContent topic="cycles" what="the cycles" any={cycles.length > 0}
        empty="No cycle yet. The watcher starts one when something goes wrong, or you start one above.">
        {cycles.length > 0 && (
          <search className="filter">
            <input type="search" aria-label="Search the cycles" placeholder="Search the cycles" value={search} onChange={(e) => setSearch(e.target.value)} />
            <select aria-label="Show which cycles" value={ending} onChange={(e) => setEnding(e.target.value)}>
              <option value="">all</option>
              {ENDINGS.map((e) => <option key={e} value={e}>{withSpaces(e)}</option>)}
            </select>
            <select aria-label="Order of the cycles" value={oldest ? 'oldest' : 'newest'} onChange={(e) => setOldest(e.target.value === 'oldest')}>
              <option value="newest">newest first</option>
              <option value="oldest">oldest first</option>
            </select>
          </search>
        )}
        {cycles.length > 0 && shown.length === 0 && <p className="empty">None of the loaded cycles matches. <button className="link" onClick={() => { setSearch(''); setEnding('') }}>Show all</button></p>}
        <ul className="cards" aria-label="Evolution cycles">
          {shown.map((c) => <CycleCard key={c.id} cycle={c} expanded={opened === c.id} />)}
        </ul>
        <Older known={cycles.length} />
      </QueryContent>
    </>
  )
}

function matches(c: Cycle, search: string, ending: string): boolean {
  if (ending && (c.outcome ?? 'running') !== ending) return false
  const text = `${c.id} ${nameOf(c)} ${c.plan?.description ?? ''} ${c.trigger.reason ?? ''} ${c.reason ?? ''} ${c.model ?? ''} ${cycleSentence(c)}`.toLowerCase()
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

/** The button that loads earlier cycles. */
function Older({ known }: { known: number }) {
  const [state, setState] = useState<'idle' | 'loading' | 'end' | 'failed'>('idle')
  if (known < 30 || state === 'end') return null
  const load = async () => {
    setState('loading')
    setState(await loadOlderCycles())
  }
  return (
    <p className="more">
      <button className="small-button" disabled={state === 'loading'} onClick={() => void load()}>{state === 'loading' ? 'Loading…' : 'Older cycles'}</button>
      {state === 'failed' && <span className="bad"> They could not be loaded; try again.</span>}
    </p>
  )
}
