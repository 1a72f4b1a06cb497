// How every screen reads and writes: `useQuery(api.customer.get.queryOptions({ input }))`,
// `useMutation(api.ticket.resolve.mutationOptions())`, or `client.search.find(...)` for a single call.
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { keepPreviousData, QueryClient } from '@tanstack/react-query';
import { connectToCore } from './core-client.ts';

export const core = connectToCore(window);

export const client = core.client;

export const api = createTanstackQueryUtils(client);

/**
 * The core is on this PC and tells of every change (live.ts): nothing goes stale by age, no focus or network
 * event means anything, and a failed read is a message to show rather than a call to repeat.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: false,
      networkMode: 'always',
      structuralSharing: true,
      placeholderData: keepPreviousData,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
