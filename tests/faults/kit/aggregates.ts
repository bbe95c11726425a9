import { ask } from './clickhouse.js';

/**
 * Each aggregate beside the same recomputed from the raw rows, written here a second time and in other words than the
 * product's own views, verification and mending: a mistake there must not hide itself.
 */
const COMPARISONS: Record<string, [fromRaw: string, fromAggregate: string]> = {
  event_counts_1m: [
    `SELECT toUnixTimestamp(timestamp) DIV 60 AS m, toString(source) AS s, toString(category) AS c, toString(name) AS n, count() AS v
     FROM events GROUP BY m, s, c, n`,
    `SELECT toUnixTimestamp(minute) DIV 60 AS m, toString(source) AS s, toString(category) AS c, toString(name) AS n, sum(events) AS v
     FROM event_counts_1m GROUP BY m, s, c, n HAVING v != 0`,
  ],
  page_views_15m: [
    `SELECT intDiv(toUnixTimestamp64Micro(timestamp) + 999999, 1000000) AS t, page_url AS p, toString(source) AS s, count() AS v
     FROM events WHERE name IN ('view', 'page_view', 'pageview') AND timestamp > now() - 1800 GROUP BY t, p, s`,
    `SELECT toInt64(toUnixTimestamp(second)) AS t, page_url AS p, toString(source) AS s, sum(views) AS v
     FROM page_views_15m WHERE second > now() - 1800 GROUP BY t, p, s HAVING v != 0`,
  ],
  activity_hourly: [
    `SELECT toUnixTimestamp(timestamp) DIV 3600 AS h, user_id AS u, session_id AS e, toString(source) AS s,
            max(toUnixTimestamp64Micro(timestamp)) AS seen, arraySort(groupUniqArray(toMinute(timestamp))) AS minutes,
            countIf(name = 'click') AS k, countIf(name = 'impression') AS i
     FROM events GROUP BY h, u, e, s`,
    `SELECT toUnixTimestamp(hour) DIV 3600 AS h, user_id AS u, session_id AS e, toString(source) AS s,
            max(toUnixTimestamp64Micro(last_seen)) AS seen,
            arrayMap(b -> toUInt8(b), bitPositionsToArray(groupBitOr(activity_hourly.minutes))) AS minutes,
            sum(clicks) AS k, sum(impressions) AS i
     FROM activity_hourly GROUP BY h, u, e, s`,
  ],
  activity_daily: [
    `SELECT toDate(timestamp) AS d, sipHash64(user_id) AS u, sipHash64(session_id) AS e, toString(source) AS s,
            groupUniqArray(toHour(timestamp) * 4 + toMinute(timestamp) DIV 15) AS q0, length(q0) AS quarters
     FROM events WHERE user_id != '' AND session_id != '' GROUP BY d, u, e, s`,
    `SELECT day AS d, user AS u, session AS e, toString(source) AS s,
            CAST([], 'Array(UInt16)') AS q0, bitCount(groupBitOr(activity_daily.quarters)) AS quarters
     FROM activity_daily WHERE user != 0 AND session != 0 GROUP BY d, u, e, s`,
  ],
};

const COLUMNS: Record<string, string> = { activity_daily: 'd, u, e, s, quarters' };

/** The aggregates that do not say what the raw rows say, with the number of rows that differ. */
export async function wrongAggregates(clickhouseUrl: string): Promise<Record<string, number>> {
  const wrong: Record<string, number> = {};
  for (const [name, [raw, aggregate]] of Object.entries(COMPARISONS)) {
    const columns = COLUMNS[name] ?? '*';
    const [a, b] = [`SELECT ${columns} FROM (${raw})`, `SELECT ${columns} FROM (${aggregate})`];
    const query = `SELECT count() FROM ((${a} EXCEPT ${b}) UNION ALL (${b} EXCEPT ${a}))`;
    const differing = Number(await ask(clickhouseUrl, query));
    if (differing > 0) wrong[name] = differing;
  }
  return wrong;
}
