import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call, explain } from '../../api/client'
import type { TraitLines } from '../../wire/types'
import { count, plural } from '../format'
import { HeatSource } from './HeatSource'

/** How often each line of a trait runs over its bearers, counted while this is open. */
export function Heat({ trait, source }: { trait: string; source: string }) {
  const q = useQuery({
    queryKey: ['lines', trait],
    queryFn: ({ signal }) => call<TraitLines>('GET', `/api/world/traits/${trait}/lines`, undefined, signal),
    refetchInterval: 1500,
    gcTime: 0,
  })
  const counts = useMemo(() => (q.data?.lines ?? []).map((l) => ({ line: l.line, runs: l.runs })), [q.data])
  if (q.isError && !q.data) return <p className="quiet" role="status">Its lines cannot be counted. {explain(q.error)}</p>
  if (!q.data) return <p className="quiet" role="status">Counting…</p>
  const never = counts.filter((c) => c.runs === 0).length
  return (
    <figure className="source">
      <figcaption>
        <span>{q.data.runs === 0
          ? `${plural(q.data.bearers, 'molbot')} bear it. No run has been counted yet.`
          : `${count(q.data.runs)} runs on ${plural(q.data.bearers, 'bearer')} counted since tick ${count(q.data.since_tick)}: ${never === 0 ? 'every line has run' : `${plural(never, 'line')} never ran`}.`}</span>
      </figcaption>
      {q.data.runs > 0 && <HeatSource source={source} counts={counts} label={`How often each line of ${trait} runs`} />}
    </figure>
  )
}
