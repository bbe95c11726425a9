import { badRequest } from '../../problem/problem-error.js';
import { nameOf } from '../parameters/kind.parameters.js';
import { rangeOf } from '../parameters/range.parameters.js';
import { type Interval, bucketStarts } from './time-buckets.js';
import type { TimeseriesParameters } from './timeseries.parameters.js';
import type { SeriesRequest } from './timeseries.service.js';
import { zoneOffset } from './zone-offset.js';

const MOST_POINTS = 10_000;
/** The last second that ClickHouse's DateTime holds (year 2106), less a day. */
const LAST_US = (4_294_967_295 - 86_400) * 1e6;

/** How far back a series begins where the request does not say; microseconds. */
const DEFAULT_SPAN_US: Record<Interval, number> = { minute: 3_600e6, hour: 86_400e6, day: 30 * 86_400e6 };

/** Cuts the range into buckets; throws 400 where there would be too many. `nowMs` is where an open end lies. Pure. */
export function seriesRequest(asked: TimeseriesParameters, nowMs: number): SeriesRequest {
  const { interval, timezone } = asked;
  const given = rangeOf(asked.from, asked.to);
  const toUs = Math.min(given.toUs ?? Math.max(nowMs * 1000 + 999, given.fromUs ?? 0), LAST_US);
  const fromUs = Math.min(given.fromUs ?? Math.max(0, toUs - DEFAULT_SPAN_US[interval]), toUs);
  const seconds = { fromSecond: Math.floor(fromUs / 1e6), toSecond: Math.floor(toUs / 1e6) };
  const buckets = bucketStarts(seconds, interval, zoneOffset(timezone), MOST_POINTS + 1);
  if (buckets.starts.length > MOST_POINTS) {
    const message = `More than ${MOST_POINTS} points. Ask for a shorter range or a longer interval than "${interval}".`;
    throw badRequest(message, [{ field: 'interval', code: 'out_of_range', message }]);
  }
  const filter = { name: nameOf(asked), category: asked.category, sources: asked.source };
  return { range: { fromUs: Math.max(0, fromUs), toUs }, interval, timezone, buckets, filter };
}
