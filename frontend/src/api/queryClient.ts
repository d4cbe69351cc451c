import { QueryClient } from '@tanstack/react-query'

/**
 * The page's single TanStack Query client. Queries do not retry by themselves, because each polling loop asks again
 * after its interval and the page must say at once what went wrong. They also run offline, so that being offline is an
 * error with a reason and not a request that waits for ever.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', structuralSharing: false, refetchOnWindowFocus: true, refetchOnReconnect: 'always' },
  },
})
