import { type Sources, instant, ofSources } from './fragments.js';
import type { Question } from './question.js';

export interface SessionsOfUserRow {
  active_sessions: number;
  /** The latest first. */
  session_ids: string[];
}

/** Distinct sessions of a user with an event of this user after `sinceUs`, and the ids of the first so many. */
export const activeSessionsOfUser = (ask: {
  userId: string;
  sinceUs: number;
  sources: Sources;
  maxIds: number;
}): Question<SessionsOfUserRow> => ({
  name: 'active_sessions_of_user',
  sql: `
    SELECT count() AS active_sessions, arraySlice(groupArray(session_id), 1, {maxIds:UInt32}) AS session_ids
    FROM (
      SELECT session_id
      FROM activity_hourly
      WHERE hour >= toStartOfHour(${instant('since')}) AND user_id = {userId:String}
        AND last_seen > ${instant('since')} AND session_id != '' ${ofSources(ask.sources)}
      GROUP BY session_id
      ORDER BY max(last_seen) DESC, session_id)`,
  params: { userId: ask.userId, since: ask.sinceUs, sources: ask.sources, maxIds: ask.maxIds },
});

export interface UserSessionsRow {
  user_id: string;
  active_sessions: number;
}

/** The users with most sessions that had an event after `sinceUs`; ties by id. */
export const usersByActiveSessions = (ask: {
  sinceUs: number;
  sources: Sources;
  limit: number;
}): Question<UserSessionsRow> => ({
  name: 'users_by_active_sessions',
  sql: `
    SELECT user_id, uniqExact(session_id) AS active_sessions
    FROM activity_hourly
    WHERE hour >= toStartOfHour(${instant('since')}) AND last_seen > ${instant('since')}
      AND user_id != '' AND session_id != '' ${ofSources(ask.sources)}
    GROUP BY user_id
    ORDER BY active_sessions DESC, user_id
    LIMIT {limit:UInt32}`,
  params: { since: ask.sinceUs, sources: ask.sources, limit: ask.limit },
});
