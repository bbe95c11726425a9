import { type Sources, ofSources, second } from './fragments.js';
import type { Question } from './question.js';

export interface HourlyStatisticsRow {
  unique_users: number;
  clicks: number;
  impressions: number;
}

/** Clicks, impressions and the distinct users of both in the UTC hour that begins at `hourSecond`. */
export const hourlyStatistics = (ask: { hourSecond: number; sources: Sources }): Question<HourlyStatisticsRow> => ({
  name: 'hourly_statistics',
  sql: `
    SELECT
      uniqExactIf(user_id, user_id != '') AS unique_users,
      sum(a.clicks) AS clicks,
      sum(a.impressions) AS impressions
    FROM activity_hourly AS a
    WHERE hour = ${second('hour')} AND (a.clicks > 0 OR a.impressions > 0) ${ofSources(ask.sources)}`,
  params: { hour: ask.hourSecond, sources: ask.sources },
});
