import { ClickHouseError } from '@clickhouse/client';

/**
 * What an error of an insert or a query means for whoever sent it.
 * - `retry`: busy, full or away: the same again, later.
 * - `data`: these rows cannot be stored as they are: split the batch and find the one.
 * - `setup`: nothing helps but a person (schema, rights, configuration); the rows are kept and tried again, slowly.
 */
export type ErrorKind = 'retry' | 'data' | 'setup';

/** ClickHouse's numeric codes that we meet, by name. What is not listed is `setup`: never drop rows on a guess. */
const CODES: Readonly<Record<number, readonly [name: string, kind: ErrorKind]>> = {
  3: ['UNEXPECTED_END_OF_FILE', 'retry'],
  6: ['CANNOT_PARSE_TEXT', 'data'],
  7: ['INCORRECT_NUMBER_OF_COLUMNS', 'setup'],
  16: ['NO_SUCH_COLUMN_IN_TABLE', 'setup'],
  24: ['CANNOT_WRITE_TO_OSTREAM', 'retry'],
  25: ['CANNOT_PARSE_ESCAPE_SEQUENCE', 'data'],
  26: ['CANNOT_PARSE_QUOTED_STRING', 'data'],
  27: ['CANNOT_PARSE_INPUT_ASSERTION_FAILED', 'data'],
  32: ['ATTEMPT_TO_READ_AFTER_EOF', 'data'],
  33: ['CANNOT_READ_ALL_DATA', 'data'],
  38: ['CANNOT_PARSE_DATE', 'data'],
  41: ['CANNOT_PARSE_DATETIME', 'data'],
  43: ['ILLEGAL_TYPE_OF_ARGUMENT', 'setup'],
  53: ['TYPE_MISMATCH', 'setup'],
  60: ['UNKNOWN_TABLE', 'setup'],
  62: ['SYNTAX_ERROR', 'setup'],
  69: ['ARGUMENT_OUT_OF_BOUND', 'data'],
  70: ['CANNOT_CONVERT_TYPE', 'data'],
  72: ['CANNOT_PARSE_NUMBER', 'data'],
  74: ['CANNOT_READ_FROM_FILE_DESCRIPTOR', 'retry'],
  75: ['CANNOT_WRITE_TO_FILE_DESCRIPTOR', 'retry'],
  76: ['CANNOT_OPEN_FILE', 'retry'],
  81: ['UNKNOWN_DATABASE', 'setup'],
  117: ['INCORRECT_DATA', 'data'],
  128: ['TOO_LARGE_ARRAY_SIZE', 'data'],
  131: ['TOO_LARGE_STRING_SIZE', 'data'],
  158: ['TOO_MANY_ROWS', 'retry'],
  159: ['TIMEOUT_EXCEEDED', 'retry'],
  160: ['TOO_SLOW', 'retry'],
  164: ['READONLY', 'setup'],
  165: ['DEADLOCK_AVOIDED', 'retry'],
  173: ['CANNOT_ALLOCATE_MEMORY', 'retry'],
  190: ['SIZES_OF_ARRAYS_DONT_MATCH', 'data'],
  198: ['DNS_ERROR', 'retry'],
  201: ['QUOTA_EXCEEDED', 'retry'],
  202: ['TOO_MANY_SIMULTANEOUS_QUERIES', 'retry'],
  203: ['NO_FREE_CONNECTION', 'retry'],
  209: ['SOCKET_TIMEOUT', 'retry'],
  210: ['NETWORK_ERROR', 'retry'],
  216: ['QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING', 'retry'],
  218: ['TABLE_IS_DROPPED', 'retry'],
  225: ['NO_ZOOKEEPER', 'retry'],
  236: ['ABORTED', 'retry'],
  241: ['MEMORY_LIMIT_EXCEEDED', 'retry'],
  242: ['TABLE_IS_READ_ONLY', 'retry'],
  243: ['NOT_ENOUGH_SPACE', 'retry'],
  252: ['TOO_MANY_PARTS', 'retry'],
  279: ['ALL_CONNECTION_TRIES_FAILED', 'retry'],
  285: ['TOO_FEW_LIVE_REPLICAS', 'retry'],
  286: ['UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE', 'retry'],
  289: ['REPLICA_IS_NOT_IN_QUORUM', 'retry'],
  290: ['LIMIT_EXCEEDED', 'retry'],
  307: ['TOO_MANY_BYTES', 'retry'],
  319: ['UNKNOWN_STATUS_OF_INSERT', 'retry'],
  321: ['VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE', 'data'],
  396: ['TOO_MANY_ROWS_OR_BYTES', 'setup'],
  349: ['CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN', 'data'],
  354: ['ZLIB_INFLATE_FAILED', 'retry'],
  373: ['SESSION_IS_LOCKED', 'retry'],
  376: ['CANNOT_PARSE_UUID', 'data'],
  394: ['QUERY_WAS_CANCELLED', 'retry'],
  407: ['DECIMAL_OVERFLOW', 'data'],
  425: ['SYSTEM_ERROR', 'retry'],
  439: ['CANNOT_SCHEDULE_TASK', 'retry'],
  469: ['VIOLATED_CONSTRAINT', 'data'],
  473: ['DEADLOCK_AVOIDED', 'retry'],
  497: ['ACCESS_DENIED', 'setup'],
  516: ['AUTHENTICATION_FAILED', 'setup'],
  530: ['CANNOT_FSYNC', 'retry'],
  636: ['CANNOT_EXTRACT_TABLE_STRUCTURE', 'setup'],
  691: ['UNKNOWN_ELEMENT_OF_ENUM', 'data'],
  733: ['TABLE_IS_BEING_RESTARTED', 'retry'],
  740: ['QUERY_CACHE_USED_WITH_SYSTEM_TABLE', 'setup'],
  999: ['KEEPER_EXCEPTION', 'retry'],
  1000: ['POCO_EXCEPTION', 'retry'],
  1001: ['STD_EXCEPTION', 'retry'],
  1002: ['UNKNOWN_EXCEPTION', 'retry'],
};

/** ClickHouse's numeric code of an error, or undefined where ClickHouse gave none (connection lost, time-out, abort). */
export function errorCodeOf(error: unknown): number | undefined {
  if (!(error instanceof ClickHouseError)) return undefined;
  const code = Number(error.code);
  return Number.isInteger(code) ? code : undefined;
}

/** What to do about a code; an answer that never came is `retry`, a code that we do not know `setup`. */
export function errorKind(code: number | undefined): ErrorKind {
  if (code === undefined) return 'retry';
  return CODES[code]?.[1] ?? 'setup';
}

/** The name by which ClickHouse's documentation calls a code, for people. */
export const errorName = (code: number): string => CODES[code]?.[0] ?? `CODE_${code}`;
