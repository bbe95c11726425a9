import { useInfiniteQuery } from '@tanstack/vue-query';
import { useIntervalFn } from '@vueuse/core';
import { computed, ref, watch, type Ref } from 'vue';
import { fetchEvents, type EventFilter } from '../api/events.api.js';

const PAGE = 100;
const TAIL_EVERY_MS = 2_000;

/** The events that were found, page by page; with `live` the newest ones every two seconds. */
export function useEventPages(filter: Ref<EventFilter>) {
  const live = ref(false);
  const query = useInfiniteQuery({
    queryKey: computed(() => ['events', filter.value, live.value] as const),
    queryFn: ({ pageParam, signal }) => fetchEvents(filter.value, PAGE, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    meta: { live: true },
  });
  const events = computed(() => query.data.value?.pages.flatMap((page) => page.events) ?? []);

  const { pause, resume } = useIntervalFn(
    () => {
      if (!query.isFetching.value && document.visibilityState === 'visible') void query.refetch();
    },
    TAIL_EVERY_MS,
    { immediate: false },
  );
  watch(live, (on) => (on ? resume() : pause()));

  return { ...query, events, live };
}
