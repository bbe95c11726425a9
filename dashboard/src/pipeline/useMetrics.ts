import { createSharedComposable, useTimeoutFn } from '@vueuse/core';
import { computed, shallowRef, watch } from 'vue';
import { fetchMetrics } from '../api/pipeline.api.js';
import { useLiveQuery } from '../composables/useLiveQuery.js';
import { parseMetrics, rateOf, sumOf, type MetricSample } from './metric-text.js';

interface Reading {
  at: number;
  samples: MetricSample[];
}

/** Rates need two readings: the second comes soon, and after that with every refresh. */
const SECOND_READING_MS = 2_000;

/** The gateway's metrics, and what grew between the last two readings; one reading for all panels. */
export const useMetrics = createSharedComposable(() => {
  const query = useLiveQuery({
    key: () => ['metrics'],
    fetch: async (signal): Promise<Reading> => ({ at: Date.now(), samples: parseMetrics(await fetchMetrics(signal)) }),
  });
  const before = shallowRef<Reading>();
  useTimeoutFn(() => query.refetch(), SECOND_READING_MS);
  watch(query.answer, (_next, last) => (before.value = last));

  function rate(name: string): number | undefined {
    const [now, then] = [query.answer.value, before.value];
    const [value, old] = [now && sumOf(now.samples, name), then && sumOf(then.samples, name)];
    if (!now || !then || value === undefined || old === undefined) return undefined;
    return rateOf({ value: old, at: then.at }, { value, at: now.at });
  }
  return { ...query, samples: computed(() => query.answer.value?.samples ?? []), rate };
});
