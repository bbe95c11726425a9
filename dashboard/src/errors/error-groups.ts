import { runQuery, toRecords } from '../api/query.api.js';

/** All errors of one reason about one field. */
export interface ErrorGroup {
  code: string;
  field: string;
  count: number;
  sources: string[];
  first_at: string;
  last_at: string;
  /** What the newest of them says. */
  message: string;
}

export const PERIODS = { '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
export type Period = keyof typeof PERIODS;

export const ERROR_GROUPS_SQL = `SELECT
  code,
  field,
  toUInt32(count()) AS count,
  groupUniqArray(20)(source) AS sources,
  toString(toUnixTimestamp(min(received_at))) AS first_at,
  toString(toUnixTimestamp(max(received_at))) AS last_at,
  argMax(message, received_at) AS message
FROM errors
WHERE received_at > now() - toIntervalSecond({seconds:UInt32})
  AND ({source:String} = '' OR source = {source:String})
GROUP BY code, field
ORDER BY count DESC, code, field
LIMIT 200`;

const toIso = (seconds: string) => new Date(Number(seconds) * 1_000).toISOString();

export async function fetchErrorGroups(period: Period, source: string): Promise<ErrorGroup[]> {
  const result = await runQuery(ERROR_GROUPS_SQL, { seconds: PERIODS[period], source });
  const rows = toRecords<ErrorGroup>(result);
  return rows.map((row) => ({ ...row, first_at: toIso(row.first_at), last_at: toIso(row.last_at) }));
}

/** What a person can do about a code; shown beside the field's own message. */
export const REMEDIES: Readonly<Record<string, string>> = {
  required: 'The sender left out a field that every event of this kind needs.',
  wrong_type: 'The sender uses another JSON type than the field has.',
  empty: 'The field is there and says nothing: leave it out or fill it.',
  too_long: 'The text is longer than is stored.',
  too_deep: 'The payload is nested deeper than 16 levels.',
  too_large: 'The payload is larger than 64 KiB.',
  bad_format: 'The text is not in the form that the field has.',
  out_of_range: 'The number lies outside of what is possible.',
  in_the_future: "The sender's clock is ahead, or it sends seconds as milliseconds.",
  too_old: 'The time lies before 1970.',
  unknown_field: 'The sender uses a field that the contract does not have; details belong into data.',
  ambiguous_alias: 'The sender gives one field under two names.',
  unknown_event_type: 'The source is strict and the tracking plan does not know this event.',
  not_allowed: 'The value is not one of those that the tracking plan allows.',
  bot: 'More page views with one time than a person makes, or a crawler that names itself.',
  poison: 'ClickHouse refused to store the event.',
  malformed: 'What was sent is no JSON.',
  too_many_errors: 'The event had more than 50 wrong fields; the rest was not examined.',
};
