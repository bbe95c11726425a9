import { Injectable } from '@nestjs/common';
import {
  type ActivesPerBucketRow,
  type BucketFactRow,
  type BucketRule,
  type EventFilter,
  type TimeRange,
  activesOfKind,
  bucketFacts,
} from '@argus/clickhouse';
import { Reader } from '../reader.service.js';
import { Actives, type AskFacts } from './actives.service.js';
import type { Interval } from './time-buckets.js';
import type { TimeseriesAnswer } from './timeseries.answer.js';

const EXACT_US = 31 * 86_400 * 1e6;

/**
 * Where buckets begin in ClickHouse, whose times begin in 1970: a bucket that holds the epoch begins there. Earlier ones
 * are undefined, since nothing lies in them. Pure.
 */
export function storedStarts({ starts, end }: { starts: number[]; end: number }): (number | undefined)[] {
  return starts.map((start, bucket) => {
    if (start >= 0) return start;
    return (starts[bucket + 1] ?? end) > 0 ? 0 : undefined;
  });
}

/** What a series is asked for: buckets are cut already. */
export interface SeriesRequest {
  range: TimeRange;
  interval: Interval;
  timezone: string;
  buckets: { starts: number[]; end: number };
  filter: EventFilter;
}

const emptyPoints = (starts: readonly number[]): TimeseriesAnswer['points'] =>
  starts.map((start) => ({ time: new Date(start * 1000).toISOString(), events: 0, users: 0, sessions: 0 }));

/** A bucket may have several rows: of its minutes, its quarters of an hour, and its edges. Pure. */
function eventsPerBucket(facts: readonly BucketFactRow[]): Map<number, number> {
  const events = new Map<number, number>();
  for (const { kind, at, n } of facts) {
    if (kind === 'events') events.set(at, (events.get(at) ?? 0) + n);
  }
  return events;
}

/** Events, distinct users and distinct sessions per bucket of time. */
@Injectable()
export class Timeseries {
  constructor(
    private readonly reader: Reader,
    private readonly actives: Actives,
  ) {}

  async series(request: SeriesRequest): Promise<TimeseriesAnswer> {
    const { range, interval, timezone, buckets, filter } = request;
    const stored = storedStarts(buckets);
    const rule: BucketRule = interval === 'minute' ? 'minutes' : stored.filter((start) => start !== undefined);
    if (rule.length === 0 || range.toUs < 0) return { interval, timezone, points: emptyPoints(buckets.starts) };
    const isFiltered = filter.name !== undefined || filter.category !== undefined;
    const approximate = isFiltered && range.toUs - range.fromUs > EXACT_US;
    const askFacts: AskFacts = (cells) => this.reader.ask(bucketFacts(range, rule, filter, cells));
    const [facts, actives] = isFiltered
      ? await Promise.all([askFacts({}), this.#ofKind(range, rule, { stored, filter, approximate })])
      : await this.actives.perBucket(request, askFacts);
    const eventsAt = eventsPerBucket(facts);
    const activesAt = new Map(actives.map((row) => [row.bucket, row]));
    const points = buckets.starts.map((start, bucket) => ({
      time: new Date(start * 1000).toISOString(),
      events: eventsAt.get(stored[bucket] ?? -1) ?? 0,
      users: activesAt.get(bucket)?.users ?? 0,
      sessions: activesAt.get(bucket)?.sessions ?? 0,
    }));
    return { interval, timezone, points, ...(approximate ? { approximate } : {}) };
  }

  async #ofKind(
    range: TimeRange,
    rule: BucketRule,
    { stored, filter, approximate }: { stored: (number | undefined)[]; filter: EventFilter; approximate: boolean },
  ): Promise<ActivesPerBucketRow[]> {
    const indexOf = new Map(stored.map((start, bucket) => [start, bucket]));
    const rows = await this.reader.ask(activesOfKind(range, rule, filter, approximate));
    return rows.map((row) => ({ ...row, bucket: indexOf.get(row.bucket) ?? -1 }));
  }
}
