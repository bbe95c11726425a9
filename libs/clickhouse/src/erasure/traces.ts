import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf, ofEveryReplica } from '../cluster/cluster.js';
import { instant } from '../queries/fragments.js';
import { ask } from '../queries/question.js';
import { type Person, type PersonalTable, ofPerson, paramsOf } from './person.js';

/** A minute suffices for a hundred million rows. */
const MAX_SECONDS = 600;

/** What is stored of a person. */
export interface Traces {
  rows: Record<PersonalTable, number>;
  /** When the first and the last event happened, in microseconds since the epoch; 0 without events. */
  firstUs: number;
  lastUs: number;
  /** When the first and the last refused event was received, likewise. */
  firstErrorUs: number;
  lastErrorUs: number;
}

const raw = (table: 'events' | 'errors', time: string, person: Person): string => `
  SELECT '${table}' AS table, count() AS n, toUnixTimestamp64Micro(min(${time})) AS first_us,
    toUnixTimestamp64Micro(max(${time})) AS last_us
  FROM ${table} WHERE ${ofPerson(table, person)}`;

const aggregate = (table: PersonalTable, person: Person): string =>
  `SELECT '${table}' AS table, count() AS n, 0 AS first_us, 0 AS last_us FROM ${table} WHERE ${ofPerson(table, person)}`;

interface Row {
  table: PersonalTable;
  n: number;
  first_us: number;
  last_us: number;
}

/** Counts everything that is stored of a person. */
export async function tracesOf(client: ClickHouseClient, person: Person): Promise<Traces> {
  const parts = [
    raw('events', 'timestamp', person),
    raw('errors', 'received_at', person),
    aggregate('activity_hourly', person),
    aggregate('activity_daily', person),
  ];
  const question = { name: 'traces_of_a_person', sql: parts.join(' UNION ALL '), params: paramsOf(person) };
  const found = await ask<Row>(client, question, { maxSeconds: MAX_SECONDS });
  const of = (table: PersonalTable): Row =>
    found.find((row) => row.table === table) ?? { table, n: 0, first_us: 0, last_us: 0 };
  return {
    rows: {
      events: of('events').n,
      errors: of('errors').n,
      activity_hourly: of('activity_hourly').n,
      activity_daily: of('activity_daily').n,
    },
    firstUs: of('events').first_us,
    lastUs: of('events').last_us,
    firstErrorUs: of('errors').first_us,
    lastErrorUs: of('errors').last_us,
  };
}

/**
 * What is still stored of a person and was received up to an instant (microseconds since the epoch). Rows of aggregates count
 * as left where no event of the person calls for them. On a cluster every replica is asked, and its rows are counted.
 */
export async function tracesLeft(
  client: ClickHouseClient,
  person: Person,
  untilUs: number,
): Promise<Record<PersonalTable, number>> {
  const cluster = clusterOf(client);
  const every = (table: PersonalTable): string => ofEveryReplica(cluster, table);
  const notIn = cluster ? 'GLOBAL NOT IN' : 'NOT IN';
  const events = ofPerson('events', person);
  const since = (table: 'events' | 'errors') =>
    `SELECT count() FROM ${every(table)} WHERE ${ofPerson(table, person)} AND received_at <= ${instant('until')}`;
  const hash = "if(session_id = '', 0, sipHash64(session_id))";
  const sql = `
    SELECT (${since('events')}) AS events, (${since('errors')}) AS errors,
      (SELECT count() FROM ${every('activity_hourly')} WHERE ${ofPerson('activity_hourly', person)} AND (hour, session_id, source) ${notIn}
        (SELECT toStartOfHour(timestamp), session_id, source FROM ${every('events')} WHERE ${events})) AS activity_hourly,
      (SELECT count() FROM ${every('activity_daily')} WHERE ${ofPerson('activity_daily', person)} AND (day, session, source) ${notIn}
        (SELECT toDate(timestamp), ${hash}, source FROM ${every('events')} WHERE ${events})) AS activity_daily`;
  const question = { name: 'traces_left', sql, params: { ...paramsOf(person), until: untilUs } };
  const [row] = await ask<Record<PersonalTable, number>>(client, question, { maxSeconds: MAX_SECONDS });
  if (!row) throw new Error('traces_left answered no row');
  return row;
}
