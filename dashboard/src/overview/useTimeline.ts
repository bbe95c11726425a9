import { computed } from 'vue';
import { fetchTimeseries, type Interval } from '../api/analytics.api.js';
import { useLiveQuery } from '../composables/useLiveQuery.js';
import { useSource } from '../composables/useSource.js';
import { useUrlChoice } from '../composables/useUrlChoice.js';
import { useUrlParam } from '../composables/useUrlParam.js';
import { viewerZone } from '../format/locale.format.js';
import { METRICS } from './chart-series.js';
import {
  intervalsFor,
  naturalInterval,
  parseCustomRange,
  previousRange,
  RANGES,
  resolveRange,
  type TimeRange,
} from './time-range.js';

/** Events over time: what is chosen (kept in the URL) and the answers to it. */
export function useTimeline() {
  const source = useSource();
  const range = useUrlChoice('range', RANGES, '1h');
  const metric = useUrlChoice('metric', METRICS, 'events');
  const from = useUrlParam('from');
  const to = useUrlParam('to');
  const comparing = useUrlParam('compare');
  const wanted = useUrlParam('interval');

  const custom = computed(() => parseCustomRange(from.value, to.value));
  const intervals = computed(() => intervalsFor(range.value, custom.value));
  const interval = computed<Interval>({
    get: () => intervals.value.find((one) => one === wanted.value) ?? naturalInterval(range.value, custom.value),
    set: (value) => (wanted.value = value),
  });
  const compare = computed({
    get: () => comparing.value === '1',
    set: (value) => (comparing.value = value ? '1' : ''),
  });

  const timezone = viewerZone();
  const chosen = () => [source.value, range.value, from.value, to.value, interval.value];
  const ask = (span: TimeRange, signal: AbortSignal) => {
    const [start, end] = [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
    return fetchTimeseries({ from: start, to: end, interval: interval.value, timezone, source: source.value }, signal);
  };
  const current = () => resolveRange(range.value, custom.value, interval.value, Date.now());

  const now = useLiveQuery({ key: () => ['timeline', ...chosen()], fetch: (signal) => ask(current(), signal) });
  const before = useLiveQuery({
    key: () => ['timeline-before', ...chosen()],
    fetch: (signal) => ask(previousRange(current(), interval.value), signal),
    enabled: compare,
  });
  return { range, metric, from, to, interval, intervals, compare, now, before };
}
