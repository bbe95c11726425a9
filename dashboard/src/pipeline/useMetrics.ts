import { computed, shallowRef, watch } from 'vue';
import { fetchMetrics } from '../api/pipeline.api.js';
import { useLiveQuery } from '../composables/useLiveQuery.js';
import { parseMetrics, rateOf, sumOf, type MetricSample } from './metric-text.js';

interface Reading {
  at: number;
  samples: MetricSample[];
}

/** The gateway's metrics, and what grew between the last two readings. */
export function useMetrics() {
  const query = useLiveQuery({
    key: () => ['metrics'],
    fetch: async (signal): Promise<Reading> => ({ at: Date.now(), samples: parseMetrics(await fetchMetrics(signal)) }),
  });
  const before = shallowRef<Reading>();
  watch(query.answer, (_next, last) => (before.value = last));

  function rate(name: string): number | undefined {
    const [now, then] = [query.answer.value, before.value];
    const [value, old] = [now && sumOf(now.samples, name), then && sumOf(then.samples, name)];
    if (!now || !then || value === undefined || old === undefined) return undefined;
    return rateOf({ value: old, at: then.at }, { value, at: now.at });
  }
  return { ...query, samples: computed(() => query.answer.value?.samples ?? []), rate };
}
