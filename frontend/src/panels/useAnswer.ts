import { useQuery } from '@tanstack/react-query'
import { call, explain } from '../api/client'

/** A failing request is sent again after this long [ms]. */
const RETRY_MS = 5000

/** The API's answer to a request whose answer never changes, or why there is none. */
export function useAnswer<T>(path: string): { answer: T | null; trouble: string } {
  const q = useQuery({
    queryKey: ['answer', path],
    queryFn: ({ signal }) => call<T>('GET', path, undefined, signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
  })
  return { answer: q.data ?? null, trouble: q.isError ? explain(q.error) : '' }
}
