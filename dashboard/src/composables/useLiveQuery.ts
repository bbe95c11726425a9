import { useQuery, type QueryKey } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';

export interface LiveQueryOptions<T> {
  /** What identifies the answer: change it and another question is asked. */
  key: () => QueryKey;
  fetch: (signal: AbortSignal) => Promise<T>;
  enabled?: MaybeRefOrGetter<boolean>;
  /** Show the answer to the last question until the new one's is there. Only where the old one cannot be taken for the new. */
  keepPrevious?: boolean;
}

/** A question whose answer is fetched again by the refresh clock. */
export function useLiveQuery<T>({ key, fetch, enabled = true, keepPrevious = false }: LiveQueryOptions<T>) {
  const query = useQuery({
    queryKey: computed(key),
    queryFn: ({ signal }) => fetch(signal),
    enabled: computed(() => toValue(enabled)),
    meta: { live: true },
    ...(keepPrevious && { placeholderData: (previous: T | undefined) => previous as never }),
  });
  return {
    ...query,
    answer: computed(() => query.data.value as T | undefined),
    /** The last try failed, and what is shown is from before. */
    outdated: computed(() => query.isError.value && query.data.value !== undefined),
    answeredAt: query.dataUpdatedAt,
  };
}
