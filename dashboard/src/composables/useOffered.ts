import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { fetchRoutes } from '../api/routes.api.js';

/** Whether the gateway offers a route (`POST /errors/replay`): what it does not is not shown. False until it is known. */
export function useOffered(route: string): ComputedRef<boolean> {
  const { data } = useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) => fetchRoutes(signal),
    staleTime: Infinity,
  });
  return computed(() => data.value?.has(route) ?? false);
}
