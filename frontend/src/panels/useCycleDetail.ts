import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import { addReadings } from '../store/reduce'
import { store } from '../store/store'
import type { Cycle, CycleStory } from '../wire/types'

/** How often the steps of a running cycle are polled [ms]. */
const RUNNING_MS = 2500

/** A cycle with its steps and the model's texts, polled while it runs. */
export function useCycleDetail(cycle: Pick<Cycle, 'id' | 'outcome'>, wanted = true) {
  const ended = cycle.outcome !== undefined
  return useQuery({
    queryKey: ['story', cycle.id, ended],
    queryFn: async ({ signal }) => {
      const story = await call<CycleStory>('GET', `/api/evolution/cycles/${encodeURIComponent(cycle.id)}`, undefined, signal)
      store.setState((s) => addReadings(s, [story], story.readings))
      return story
    },
    enabled: wanted,
    placeholderData: (before, query) => (query?.queryKey[1] === cycle.id ? before : undefined),
    refetchInterval: (q) => (q.state.status === 'error' || !ended ? RUNNING_MS : false),
    staleTime: ended ? 30_000 : 0,
  })
}
