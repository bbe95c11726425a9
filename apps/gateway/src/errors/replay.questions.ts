import type { Question, StoredErrorRow } from '@argus/clickhouse';

const COLUMNS =
  'error_id, toUnixTimestamp64Micro(received_at) AS received_us, source, code, field, message, event, sequence';

/** Which errors are meant; all of them where nothing is said. */
export interface ErrorFilter {
  errorIds?: readonly string[] | undefined;
  sources?: readonly string[] | undefined;
  code?: string | undefined;
  field?: string | undefined;
  /** Microseconds since the epoch, inclusive. */
  fromUs?: number | undefined;
  toUs?: number | undefined;
}

/** A request some errors of which are meant. */
export interface RefusedRequest {
  received_us: number;
  error_ids: string[];
  /** Of the events in those errors, each counted as often as it has errors. */
  bytes: number;
}

const FILTERS = [
  ['errorIds', 'error_id IN {errorIds:Array(UUID)}'],
  ['sources', 'source IN {sources:Array(String)}'],
  ['code', 'code = {code:String}'],
  ['field', 'field = {field:String}'],
  ['fromUs', "received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')"],
  ['toUs', "received_at <= fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')"],
] as const;

/** The newest requests with such errors; without their events, which may be large. */
export function refusedRequests(filter: ErrorFilter, limit: number): Question<RefusedRequest> {
  const conditions = FILTERS.filter(([key]) => filter[key] !== undefined).map(([, condition]) => `AND ${condition}`);
  return {
    name: 'refused_requests',
    sql: `
      SELECT toUnixTimestamp64Micro(received_at) AS received_us, groupArray(toString(error_id)) AS error_ids,
        sum(length(event)) AS bytes
      FROM errors
      WHERE 1 ${conditions.join(' ')}
      GROUP BY received_at
      ORDER BY received_at DESC
      LIMIT {limit:UInt32}`,
    params: { ...filter, limit },
  };
}

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
