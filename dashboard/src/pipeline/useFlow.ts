import { useIntervalFn } from '@vueuse/core';
import { shallowRef, watch } from 'vue';
import { useRefreshClock } from '../composables/useRefreshClock.js';
import { addFlow, readFlow, type FlowPoint, type FlowReading } from './flow.js';
import { useMetrics } from './useMetrics.js';

const LOOK_EVERY_MS = 2_000;

/** The flow since the page was opened: whoever looks at a pipeline wants to see it move. Stands still while the refresh is paused. */
export function useFlow() {
  const { answer, refetch, isFetching } = useMetrics();
  const { paused } = useRefreshClock();
  const points = shallowRef<FlowPoint[]>([]);
  let before: FlowReading | undefined;

  watch(
    answer,
    (reading) => {
      const now = reading && readFlow(reading.at, reading.samples);
      if (now && before) points.value = addFlow(points.value, before, now);
      before = now;
    },
    { immediate: true },
  );
  useIntervalFn(() => {
    if (!paused.value && !isFetching.value && document.visibilityState === 'visible') void refetch();
  }, LOOK_EVERY_MS);
  return { points };
}
