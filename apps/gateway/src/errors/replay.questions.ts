import type { Question, StoredErrorRow } from '@argus/clickhouse';

const COLUMNS =
  'error_id, toUnixTimestamp64Micro(received_at) AS received_us, source, code, field, message, event, sequence';

/** The errors with these ids. */
export const errorsByIds = (errorIds: readonly string[]): Question<StoredErrorRow> => ({
  name: 'errors_by_ids',
  sql: `SELECT ${COLUMNS} FROM errors WHERE error_id IN {errorIds:Array(UUID)} ORDER BY sequence`,
  params: { errorIds },
});

/** All the errors of the requests that arrived at these microseconds, in the order of the queue. */
export const errorsOfRequests = (receivedUs: readonly number[]): Question<StoredErrorRow> => ({
  name: 'errors_of_requests',
  sql: `
    SELECT ${COLUMNS}
    FROM errors
    WHERE received_at IN (SELECT fromUnixTimestamp64Micro(arrayJoin({receivedUs:Array(Int64)}), 'UTC'))
    ORDER BY received_at, sequence`,
  params: { receivedUs },
});

/** Which of these events are stored: the index of seen ids forgets after a day, and a replay may come later. */
export const storedEvents = (eventIds: readonly string[]): Question<{ event_id: string; source: string }> => ({
  name: 'stored_events',
  sql: 'SELECT toString(event_id) AS event_id, source FROM events WHERE event_id IN {eventIds:Array(UUID)}',
  params: { eventIds },
});
