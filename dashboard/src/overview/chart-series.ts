import type { Interval, TimePoint } from '../api/analytics.api.js';

export const METRICS = ['events', 'users', 'sessions'] as const;
export type Metric = (typeof METRICS)[number];

export interface ChartSeries {
  /** Seconds since the epoch, starts of the buckets. */
  times: number[];
  values: number[];
  previous: (number | null)[] | undefined;
}

/** The points of one metric; the previous period lies bucket by bucket under this one. */
export function chartSeries(
  points: readonly TimePoint[],
  before: readonly TimePoint[] | undefined,
  metric: Metric,
): ChartSeries {
  return {
    times: points.map((point) => Date.parse(point.time) / 1_000),
    values: points.map((point) => point[metric]),
    previous: before && points.map((_, index) => before[index]?.[metric] ?? null),
  };
}

/** Events add up over buckets; people do not, since one is in many, so of them the busiest bucket is named. */
export function headline(points: readonly TimePoint[], metric: Metric): number {
  const values = points.map((point) => point[metric]);
  if (metric === 'events') return values.reduce((sum, value) => sum + value, 0);
  return values.reduce((most, value) => Math.max(most, value), 0);
}

export function headlineLabel(metric: Metric, interval: Interval): string {
  return metric === 'events' ? 'events in all' : `${metric} in the busiest ${interval}`;
}
