import { Inject, Injectable } from '@nestjs/common';
import {
  type Sources,
  activeUsers,
  eventCounts,
  isoOf,
  knownSources,
  newestStored,
  refusedSince,
  topPages,
  usersByActiveSessions,
} from '@argus/clickhouse';
import { WINDOWS } from '@argus/contract';
import type { Queue } from '@argus/queue';
import { ProblemError } from '../../problem/problem-error.js';
import { ClickHouseLink } from '../../storage/clickhouse-link.js';
import { CLOCK, type Clock, QUEUE } from '../../storage/tokens.js';
import { Reader } from '../reader.service.js';
import { Timeseries } from '../timeseries/timeseries.service.js';
import { windowAt } from '../window.js';
import type { OverviewAnswer, PipelineHealth } from './overview.answer.js';
import { Remembered } from './remembered.js';

const MINUTE = 60;
const DAY = 86_400;
const SERIES_MINUTES = 60;
const PAGES = 5;
const USERS = 10;
const FRESH_MS = 500;
const MOST_KEYS = 100;

/** What only ClickHouse knows; the rest of an overview is added when it is given out. */
type Made = Omit<OverviewAnswer, 'pipeline'> & {
  pipeline: Pick<PipelineHealth, 'newest_stored_at' | 'rejected_24h' | 'bots_24h'>;
};

/** Everything on the dashboard's first page, of one moment. */
@Injectable()
export class Overview {
  readonly #remembered: Remembered<Made>;

  constructor(
    private readonly reader: Reader,
    private readonly timeseries: Timeseries,
    private readonly link: ClickHouseLink,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(QUEUE) private readonly queue: Queue,
  ) {
    this.#remembered = new Remembered<Made>(clock, FRESH_MS, MOST_KEYS);
  }

  /** `readable` are the sources that the caller may know of; undefined is all. Throws 503 where nothing was ever made. */
  async overview(sources: Sources, readable: Sources): Promise<OverviewAnswer> {
    const key = sources ? [...sources].sort().join() : '*';
    const made = await this.#made(key, sources);
    return {
      ...made,
      sources: readable ? [...readable] : made.sources,
      pipeline: { ...made.pipeline, ...this.#now() },
    };
  }

  /** While ClickHouse is away, the last numbers; `as_of` says how old they are. */
  async #made(key: string, sources: Sources): Promise<Made> {
    try {
      return await this.#remembered.get(key, () => this.#make(sources));
    } catch (error) {
      const last = this.#remembered.last(key);
      if (last && error instanceof ProblemError && error.status === 503) return last;
      throw error;
    }
  }

  #now(): Pick<PipelineHealth, 'queued_events' | 'oldest_queued_ms' | 'clickhouse'> {
    const { rows, oldestAppendedAtMs } = this.queue.depth;
    return {
      queued_events: rows,
      oldest_queued_ms: oldestAppendedAtMs === undefined ? null : Math.max(0, this.clock() - oldestAppendedAtMs),
      clickhouse: this.link.isUp ? 'up' : 'down',
    };
  }

  async #make(sources: Sources): Promise<Made> {
    const now = this.clock();
    const active = windowAt(now, WINDOWS.activeSeconds);
    const { sinceSecond } = windowAt(now, WINDOWS.pagesSeconds);
    const [users, pages, sessions, series, byType, names, newest, refused] = await Promise.all([
      this.reader.askOne(activeUsers({ sinceUs: active.sinceUs, sources })),
      this.reader.ask(topPages({ sinceSecond, sources, limit: PAGES })),
      this.reader.ask(usersByActiveSessions({ sinceUs: active.sinceUs, sources, limit: USERS })),
      this.#lastHour(active.asOfSecond, sources),
      this.reader.ask(eventCounts(minutesBefore(active.asOfSecond, DAY / MINUTE), { sources })),
      this.reader.ask(knownSources()),
      this.reader.askOne(newestStored({ sources })),
      this.reader.askOne(refusedSince({ sinceSecond: active.asOfSecond - DAY, sources })),
    ]);
    return {
      as_of: active.asOf,
      active_users: { window_seconds: WINDOWS.activeSeconds, active_users: users.active_users },
      top_pages: { window_seconds: WINDOWS.pagesSeconds, pages },
      active_sessions: { window_seconds: WINDOWS.activeSeconds, users: sessions },
      timeseries: series,
      events_by_type: Object.fromEntries(byType.map(({ name, events }) => [name, events])),
      sources: names.map(({ source }) => source),
      pipeline: {
        newest_stored_at: newest.newest_us > 0 ? isoOf(newest.newest_us) : null,
        rejected_24h: refused.rejected,
        bots_24h: refused.bots,
      },
    };
  }

  #lastHour(asOfSecond: number, sources: Sources) {
    const range = minutesBefore(asOfSecond, SERIES_MINUTES);
    const first = range.fromUs / 1e6;
    const starts = Array.from({ length: SERIES_MINUTES }, (_, i) => first + i * MINUTE);
    const buckets = { starts, end: first + SERIES_MINUTES * MINUTE };
    return this.timeseries.series({ range, interval: 'minute', timezone: 'UTC', buckets, filter: { sources } });
  }
}

/** So many whole minutes, of which the last is the running one: no edge has to be read from the raw events. */
function minutesBefore(asOfSecond: number, minutes: number): { fromUs: number; toUs: number } {
  const end = (Math.floor(asOfSecond / MINUTE) + 1) * MINUTE;
  return { fromUs: (end - minutes * MINUTE) * 1e6, toUs: end * 1e6 - 1 };
}
