import { type Sources, ofSources } from './fragments.js';
import type { Question } from './question.js';

export interface SessionRow {
  events: number;
  sources: string[];
  user_ids: string[];
  started_us: number;
  ended_us: number;
  /** Empty where no event of the session names a page. */
  entry_page: string;
  exit_page: string;
}

/** A session over all its events; `events` is 0 where there is none. */
export const sessionSummary = ({
  sessionId,
  sources,
}: {
  sessionId: string;
  sources: Sources;
}): Question<SessionRow> => ({
  name: 'session_summary',
  sql: `
    SELECT
      count() AS events,
      arraySort(groupUniqArray(toString(source))) AS sources,
      arraySort(groupUniqArrayIf(1000)(user_id, user_id != '')) AS user_ids,
      toUnixTimestamp64Micro(min(timestamp)) AS started_us,
      toUnixTimestamp64Micro(max(timestamp)) AS ended_us,
      argMinIf(page_url, (timestamp, sequence, event_id), page_url != '') AS entry_page,
      argMaxIf(page_url, (timestamp, sequence, event_id), page_url != '') AS exit_page
    FROM events
    WHERE session_id = {sessionId:String} ${ofSources(sources)}`,
  params: { sessionId, sources },
});
