/** What a back-fill writes. */
export interface History {
  /** The first event's number; events of different calls get different ids. */
  firstNumber: number;
  events: number;
  /** Seconds since the epoch. */
  fromSeconds: number;
  toSeconds: number;
  /** Distinct users of the whole history. */
  users: number;
}

/** Sessions have so many events in so many seconds. */
const SESSION_EVENTS = 20;
const SESSION_SECONDS = 600;
const SOURCES = ['shop', 'shop', 'shop', 'shop', 'shop', 'shop', 'shop', 'blog', 'blog', 'app'];

/** A number in [0, 1) for each row, or for each value of `what`. */
const dice = (salt: number, what = 'number'): string => `(cityHash64(${what}, ${salt}) % 1000003 / 1000003)`;

/** How many sessions go on at the same time so that each lasts its ten minutes. */
function openSessions({ events, fromSeconds, toSeconds }: History): number {
  return Math.max(1, Math.round(((events / (toSeconds - fromSeconds)) * SESSION_SECONDS) / SESSION_EVENTS));
}

/**
 * Writes events evenly over the time, in order: sessions of 20 events of one user that overlap each other, users and pages
 * of uneven popularity, 60 % page views. Through `events`, so that every view makes its part of it.
 */
export function historySql(history: History): string {
  const { firstNumber, events, fromSeconds, toSeconds, users } = history;
  const open = openSessions(history);
  const stepUs = ((toSeconds - fromSeconds) * 1_000_000) / events;
  const sources = `[${SOURCES.map((source) => `'${source}'`).join(', ')}]`;
  return `
    INSERT INTO events (event_id, source, timestamp, received_at, user_id, session_id, category, name, page_url, data, sequence, batch_id)
    WITH
      number - ${firstNumber} AS place,
      intDiv(place, ${open * SESSION_EVENTS}) * ${open} + place % ${open} + ${firstNumber} AS session,
      toUInt64(pow(${dice(1, 'session')}, 2) * ${users}) AS user,
      toUInt64(pow(${dice(2)}, 2) * 500) AS page,
      ${dice(3)} AS kind
    SELECT
      generateUUIDv4(number) AS event_id,
      ${sources}[session % ${SOURCES.length} + 1] AS source,
      fromUnixTimestamp64Micro(toInt64(${fromSeconds} * 1000000 + place * ${stepUs}), 'UTC') AS timestamp,
      timestamp AS received_at,
      concat('user-', toString(user)) AS user_id,
      concat('s-', toString(session)) AS session_id,
      if(kind >= 0.6 AND kind < 0.85, 'page interaction', '') AS category,
      multiIf(kind < 0.6, 'page_view', kind < 0.85, 'cta click', kind < 0.95, 'click', 'impression') AS name,
      concat('https://shop.example/products/', toString(page)) AS page_url,
      if(kind < 0.6,
        concat('{"referrer":"', if(page % 3 = 0, 'https://search.example/', 'direct'), '","width":', toString(360 + page % 5 * 270), '}'),
        concat('{"host":"https://shop.example","path":"/products/', toString(page), '","element":"buy-', toString(page), '"}')) AS data,
      number AS sequence,
      'history' AS batch_id
    FROM numbers(${firstNumber}, ${events})
    SETTINGS max_insert_threads = 1, max_partitions_per_insert_block = 0, deduplicate_blocks_in_dependent_materialized_views = 0,
      insert_deduplicate = 0, async_insert = 0, max_execution_time = 0`;
}

/** Writes errors evenly over the time, of five codes of which the first is the most frequent. */
export const refusedSql = (errors: number, fromSeconds: number, toSeconds: number): string => `
  INSERT INTO errors (error_id, received_at, source, code, field, message, event, sequence, batch_id)
  SELECT
    generateUUIDv4(number),
    fromUnixTimestamp64Micro(toInt64(${fromSeconds} * 1000000 + number * ${((toSeconds - fromSeconds) * 1e6) / errors}), 'UTC'),
    'shop',
    ['required', 'wrong_type', 'out_of_range', 'unknown_field', 'bot'][toUInt8(pow(${dice(4)}, 2) * 5) + 1] AS code,
    'timestamp',
    concat('Field timestamp: ', code),
    concat('{"name":"click","user_id":"user-', toString(number % 1000), '","timestamp":"yesterday"}'),
    number,
    'history'
  FROM numbers(${errors})
  SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0, async_insert = 0`;
