import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { call, explain } from '../../api/client'
import { store } from '../../store/store'
import type { Explanation } from '../../wire/types'
import { count } from '../format'
import { HeatSource } from '../heat/HeatSource'
import { outcomeWords, sensedWords, wantedWords } from './deeds'

/** Why a molbot does what it does: what it sensed, what it wanted, the outcome, and which lines of its traits ran. */
export function Explain({ id }: { id: string }) {
  const sources = useRef(new Map<string, string>())
  const q = useQuery({
    queryKey: ['explain', id],
    queryFn: async ({ signal }) => {
      const ask = (more: string) => call<Explanation>('GET', `/api/world/molbots/${id}/explain${more}`, undefined, signal)
      const known = (x: Explanation) => x.traits.every((t) => sources.current.has(t.trait))
      let x = await ask('')
      if (!known(x)) x = await ask('?sources=true')
      for (const t of x.traits) if (t.source) sources.current.set(t.trait, t.source)
      return x
    },
    refetchInterval: 1000,
    gcTime: 0,
  })
  const x = q.data
  useEffect(() => {
    store.setState({ sensed: x?.outcome.alive ? x.sensed : [] })
    return () => store.setState({ sensed: [] })
  }, [x])
  if (q.isError && !x) return <p className="quiet" role="status">It cannot be explained. {explain(q.error)}</p>
  if (!x || x.tick === 0) return <p className="quiet" role="status">Watching it…</p>
  return (
    <div className="explain">
      <p className="sentence">{x.skipped ? 'The time for this tick ran out, so its traits did not run. They run first in the next tick.' : outcomeWords(x)}</p>
      <h4>It sensed</h4>
      {x.sensed.length === 0 ? <p className="quiet">Nothing but itself.</p> : (
        <ul className="deeds">{x.sensed.map((s, i) => <li key={i}>It {sensedWords(s)} <small>{s.trait}, line {s.line}</small></li>)}</ul>
      )}
      <h4>It wanted to</h4>
      {x.wanted.length === 0 ? <p className="quiet">Nothing.</p> : (
        <ul className="deeds">
          {x.wanted.map((w, i) => (
            <li key={i} className={w.counts ? '' : 'overruled'}>{wantedWords(w)} <small>{w.trait}{w.counts ? '' : '; overruled by a newer trait'}</small></li>
          ))}
        </ul>
      )}
      <h4>Lines that ran <small>{x.watched < 3600 ? `in ${count(x.watched)} ticks` : 'in the last minute'}; marked: in the last tick</small></h4>
      {x.traits.map((t) => (
        <details key={t.trait} open={x.traits.length < 3}>
          <summary>{t.trait}{t.fault && <span className="bad"> {t.fault}</span>}</summary>
          {t.uncounted ? <p className="quiet">Its lines are not counted: {t.uncounted}</p> : (
            <HeatSource source={sources.current.get(t.trait) ?? ''} counts={t.lines.map((l) => ({ line: l.line, runs: l.minute, now: l.tick }))} label={`Lines of ${t.trait} that ran`} />
          )}
        </details>
      ))}
    </div>
  )
}
