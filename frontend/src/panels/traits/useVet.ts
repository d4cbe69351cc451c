import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { APIError, call, explain } from '../../api/client'
import type { VetReport } from '../../wire/types'

/** A source is vetted when its author has stopped typing for this long [ms]. */
const PAUSE_MS = 450

/** The pattern of a trait's name; an incomplete name is not sent. */
const NAME = /^[a-z][a-z0-9_]{1,47}$/

export type Vetted =
  | { state: 'asking' }
  | { state: 'ok'; mends: string[] }
  | { state: 'problems'; problems: VetReport['problems']; mends: string[]; more: number }
  /** Vet can't be asked now; the cycle will vet the source in any case. */
  | { state: 'unavailable'; why: string }

/** Vet's verdict on a source, requested while the author types. No cycle is started. */
export function useVet(source: string, name: string, wanted: boolean): Vetted {
  const [settled, setSettled] = useState({ source, name })
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ source, name }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [source, name])
  const q = useQuery({
    queryKey: ['vet', settled.name, settled.source],
    queryFn: ({ signal }) => call<unknown>('POST', '/api/vet', { source: settled.source, ...(NAME.test(settled.name) ? { trait_name: settled.name } : {}) }, signal),
    enabled: wanted && settled.source.trim() !== '',
    staleTime: 60_000,
    gcTime: 60_000,
  })
  const typing = settled.source !== source || settled.name !== name
  if (typing || (q.isPending && q.fetchStatus !== 'idle')) return { state: 'asking' }
  if (q.error) return failed(q.error)
  return q.data === undefined ? { state: 'asking' } : parseReport(q.data)
}

function failed(err: Error): Vetted {
  if (err instanceof APIError) {
    const { problems } = err.details
    if (Array.isArray(problems)) return parseReport({ ok: false, problems })
    if (err.status === 404 || err.status === 405) return { state: 'unavailable', why: 'This gateway does not check while you type; the cycle will.' }
  }
  return { state: 'unavailable', why: `It could not be checked. ${explain(err)}` }
}

/** Reads vet's report; a field that the gateway omits counts as empty. */
export function parseReport(answer: unknown): Vetted {
  const report = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<VetReport> & { more?: number }
  const problems = report.problems ?? []
  const mends = report.mends ?? []
  return problems.length === 0 && report.ok !== false ? { state: 'ok', mends } : { state: 'problems', problems, mends, more: report.more ?? 0 }
}
