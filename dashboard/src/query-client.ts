import { MutationCache, QueryCache, QueryClient } from '@tanstack/vue-query';
import type { Router } from 'vue-router';
import { ApiError } from './api/api-error.js';

/**
 * One cache of answers for all pages. Nothing is fetched again behind the viewer's back: the visible countdown decides when
 * (see `useRefreshClock`), so what is on the screen has one time and the countdown tells no lies.
 */
export function createQueryClient(router: Router): QueryClient {
  const askForKey = (error: unknown) => {
    const route = router.currentRoute.value;
    if (!(error instanceof ApiError) || error.status !== 401 || route.name === 'sign-in') return;
    void router.push({ name: 'sign-in', query: { next: route.fullPath } });
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: askForKey }),
    mutationCache: new MutationCache({ onError: askForKey }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        networkMode: 'always',
        retry: (failures, error) => failures < 1 && ApiError.mayPass(error),
        retryDelay: 1_000,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
