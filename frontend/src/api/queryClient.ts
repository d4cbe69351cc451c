import { QueryClient } from '@tanstack/react-query'

/**
 * The one TanStack Query client of the page. Queries do not retry by themselves, since each loop asks again after its
 * interval and the page is to say at once what went wrong; and they run offline too, so that being offline is a failure
 * with a reason and not a question that waits for ever.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', structuralSharing: false, refetchOnWindowFocus: true, refetchOnReconnect: 'always' },
  },
})
