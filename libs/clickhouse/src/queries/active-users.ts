import { type Sources, instant, ofSources } from './fragments.js';
import type { Question } from './question.js';

export interface ActiveUsersRow {
  active_users: number;
}

/** Distinct users with an event after `sinceUs`, over all the sources together. */
export const activeUsers = ({ sinceUs, sources }: { sinceUs: number; sources: Sources }): Question<ActiveUsersRow> => ({
  name: 'active_users',
  sql: `
    SELECT uniqExact(user_id) AS active_users
    FROM activity_hourly
    WHERE hour >= toStartOfHour(${instant('since')}) AND last_seen > ${instant('since')}
      AND user_id != '' ${ofSources(sources)}`,
  params: { since: sinceUs, sources },
});
