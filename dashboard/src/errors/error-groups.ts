import { ApiError } from '../api/api-error.js';
import { fetchErrors } from '../api/errors.api.js';
import { runQuery, toRecords } from '../api/query.api.js';
import { groupErrors, TREND_PARTS, type ErrorGroup } from './group-errors.js';

export const PERIODS = { '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
export type Period = keyof typeof PERIODS;

export interface Inbox {
  groups: ErrorGroup[];
  /** Only the newest errors could be read, so the counts are of those. */
  isPartial: boolean;
}

/** How many errors are read where the viewer may not ask ClickHouse for the groups. */
export const READ_AT_MOST = 1_000;

const SQL = `SELECT
  code,
  field,
  toUInt32(count()) AS count,
  groupUniqArray(20)(source) AS sources,
  toString(toUnixTimestamp(min(received_at))) AS first_at,
  toString(toUnixTimestamp(max(received_at))) AS last_at,
  argMax(message, received_at) AS message,
  arrayMap(x -> toUInt32(x), countResample(0, ${TREND_PARTS}, 1)(toInt32(
    ${TREND_PARTS - 1} - least(${TREND_PARTS - 1}, greatest(0, intDiv(dateDiff('second', received_at, now()) * ${TREND_PARTS}, {seconds:UInt32})))
  ))) AS trend
FROM errors
WHERE received_at > now() - toIntervalSecond({seconds:UInt32})
  AND ({source:String} = '' OR source = {source:String})
GROUP BY code, field
ORDER BY count DESC, code, field
LIMIT 200`;

const toIso = (seconds: string) => new Date(Number(seconds) * 1_000).toISOString();

async function askClickHouse(period: Period, source: string): Promise<Inbox> {
  const rows = toRecords<ErrorGroup>(await runQuery(SQL, { seconds: PERIODS[period], source }));
  const groups = rows.map((row) => ({ ...row, first_at: toIso(row.first_at), last_at: toIso(row.last_at) }));
  return { groups, isPartial: false };
}

async function readNewest(period: Period, source: string): Promise<Inbox> {
  const now = Date.now();
  const from = new Date(now - PERIODS[period] * 1_000).toISOString();
  const { errors, next_cursor } = await fetchErrors({ source, code: '', field: '', from }, READ_AT_MOST, '');
  return { groups: groupErrors(errors, PERIODS[period], now), isPartial: next_cursor !== null };
}

/** The errors of a period by reason and field. A key of one source may not send SQL: then the newest ones are grouped here. */
export async function fetchInbox(period: Period, source: string): Promise<Inbox> {
  try {
    return await askClickHouse(period, source);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return readNewest(period, source);
    throw error;
  }
}
