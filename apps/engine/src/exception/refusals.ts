import { ClickHouseException } from './clickhouse.exception.js';

/** The exceptions that this process raises itself, in the words of a server where it has them. */
export const refusals = {
  badArgument: (message: string) => new ClickHouseException(36, 'BAD_ARGUMENTS', message),
  syntax: (message: string) => new ClickHouseException(62, 'SYNTAX_ERROR', message),
  multiStatement: (position: number, rest: string) =>
    new ClickHouseException(
      62,
      'SYNTAX_ERROR',
      `Syntax error (Multi-statements are not allowed): failed at position ${position} (end of query): ${rest}`,
    ),
  emptyQuery: () => new ClickHouseException(62, 'SYNTAX_ERROR', 'Syntax error: failed at position 1 (end of query)'),
  unknownTable: (name: string) =>
    new ClickHouseException(60, 'UNKNOWN_TABLE', `Unknown table expression identifier '${name}'`),
  unknownQuery: (message: string) => new ClickHouseException(78, 'UNKNOWN_TYPE_OF_QUERY', message),
  queryTooLarge: (limit: number) =>
    new ClickHouseException(
      77,
      'QUERY_IS_TOO_LARGE',
      `The text of the query is longer than ${limit} bytes; data of an INSERT is not limited`,
    ),
  readonly: (message: string) => new ClickHouseException(164, 'READONLY', message),
  outfile: () => new ClickHouseException(348, 'INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed'),
  noSuchUser: (user: string) =>
    new ClickHouseException(
      516,
      'AUTHENTICATION_FAILED',
      `${user}: Authentication failed: password is incorrect, or there is no user with such name`,
    ),
  noSuchRole: (role: string) =>
    new ClickHouseException(511, 'UNKNOWN_ROLE', `There is no role \`${role}\` in user directories`),
  sessionLocked: (id: string) =>
    new ClickHouseException(373, 'SESSION_IS_LOCKED', `Session ${id} is locked by a concurrent client`),
  sessionNotFound: (id: string) => new ClickHouseException(372, 'SESSION_NOT_FOUND', `Session ${id} not found`),
  sessionTimeout: (given: string) =>
    new ClickHouseException(374, 'INVALID_SESSION_TIMEOUT', `Invalid session timeout: '${given}'`),
  accessDenied: (message: string) => new ClickHouseException(497, 'ACCESS_DENIED', message),
  cancelled: () => new ClickHouseException(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled'),
  tooManyQueries: (limit: number) =>
    new ClickHouseException(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many simultaneous queries. Maximum: ${limit}`),
  stopping: () => new ClickHouseException(236, 'ABORTED', 'The server is shutting down'),
  undecodable: (why: string) =>
    new ClickHouseException(117, 'INCORRECT_DATA', `The body cannot be decompressed: ${why}`),
  unsupportedCompression: (name: string) =>
    new ClickHouseException(48, 'NOT_IMPLEMENTED', `Compression \`${name}\` is not supported by this server`),
} as const;
