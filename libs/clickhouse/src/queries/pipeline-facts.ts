import { type Sources, ofSources, second } from './fragments.js';
import type { Question } from './question.js';

/** Every source that ever sent an event which was stored. */
export const knownSources = (): Question<{ source: string }> => ({
  name: 'known_sources',
  sql: 'SELECT DISTINCT toString(source) AS source FROM event_counts_1m ORDER BY source',
  params: {},
});

export interface NewestStoredRow {
  /** Microseconds since the epoch; 0 where nothing is stored. */
  newest_us: number;
}

/** When the newest stored event happened, by its own timestamp. Reads the end of the order key, whatever is stored. */
export const newestStored = ({ sources }: { sources: Sources }): Question<NewestStoredRow> => ({
  name: 'newest_stored',
  sql: `
    SELECT toUnixTimestamp64Micro(max(last_seen)) AS newest_us
    FROM activity_hourly
    WHERE hour >= (SELECT hour FROM activity_hourly WHERE 1 ${ofSources(sources)} ORDER BY hour DESC LIMIT 1)
      ${ofSources(sources)}`,
  params: { sources },
});

export interface RefusedRow {
  /** Invalid events and those that ClickHouse refused. */
  rejected: number;
  bots: number;
}

/** Events (not fields) that were refused since the minute of `sinceSecond`. */
export const refusedSince = ({
  sinceSecond,
  sources,
}: {
  sinceSecond: number;
  sources: Sources;
}): Question<RefusedRow> => ({
  name: 'refused_since',
  sql: `
    SELECT sumIf(events, verdict != 'bot') AS rejected, sumIf(events, verdict = 'bot') AS bots
    FROM refused_events_1m
    WHERE minute >= toStartOfMinute(${second('since')}) ${ofSources(sources)}`,
  params: { since: sinceSecond, sources },
});
