import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refusals } from '../exception/refusals.js';
import type { SessionRequest } from '../sessions/named-sessions.js';
import { type User, authenticate } from './credentials.js';

/** What a request asks for, apart from its body. */
export interface QueryRequest {
  queryId: string;
  user: User;
  /** The part of the statement in the URL; the body goes on from there. */
  sql: string;
  database: string | undefined;
  /** The format of rows where the statement names none. */
  defaultFormat: string;
  settings: Map<string, string>;
  /** Values of `{name:Type}`, escaped as in TabSeparated. */
  params: Map<string, string>;
  session: SessionRequest | undefined;
  /** Answer only when the query has ended, so that an error in it is the status. */
  waitsForEnd: boolean;
  /** GET and HEAD must not change anything. */
  isReadonly: boolean;
  compression: { encoding: string | undefined; level: number };
  /** How often to tell of progress in the head of the answer, in ms; undefined for never. */
  progressIntervalMs: number | undefined;
}

/** Parameters of the interface, which are not settings of the query. */
const RESERVED = new Set([
  'query',
  'query_id',
  'user',
  'password',
  'quota_key',
  'database',
  'default_format',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'stacktrace',
  'role',
  'buffer_size',
  'wait_end_of_query',
  'compress',
  'decompress',
  'client_protocol_version',
  // Settings of the HTTP server, which this process is.
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_response_buffer_size',
  'http_wait_end_of_query',
  'http_write_exception_in_output_format',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'cancel_http_readonly_queries_on_client_close',
  'add_http_cors_header',
]);

const MAX_SESSION_SECONDS = 3600;
const ENCODINGS = ['gzip', 'deflate', 'br'] as const;

function isTrue(value: string | null): boolean {
  return value === '1' || value === 'true';
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function sessionOf(url: URLSearchParams): SessionRequest | undefined {
  const id = url.get('session_id');
  if (!id) return undefined;
  const given = url.get('session_timeout') ?? '60';
  const seconds = Number(given);
  if (!/^\d+$/.test(given) || seconds > MAX_SESSION_SECONDS) throw refusals.sessionTimeout(given);
  return { id, timeoutMs: seconds * 1000, mustExist: isTrue(url.get('session_check')) };
}

function encodingOf(headers: IncomingHttpHeaders, url: URLSearchParams): string | undefined {
  if (!isTrue(url.get('enable_http_compression'))) return undefined;
  const accepted = String(headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.replaceAll(/\s/g, '').toLowerCase())
    .filter((part) => !/;q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(';', 1)[0] ?? '');
  const names = new Set(accepted);
  return ENCODINGS.find((name) => names.has(name));
}

/** Reads URL and headers. Throws 516 for an unknown user and 511 for a role: the embedded engine has none. */
export function readRequest(method: string, url: URLSearchParams, headers: IncomingHttpHeaders): QueryRequest {
  const user = authenticate(headers, url);
  const role = url.get('role');
  if (role) throw refusals.noSuchRole(role);
  if (isTrue(url.get('compress')) || isTrue(url.get('decompress'))) {
    throw refusals.unsupportedCompression('native (compress=1, decompress=1); use enable_http_compression=1 instead');
  }
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  for (const [name, value] of url) {
    if (name.startsWith('param_')) params.set(name.slice('param_'.length), value);
    else if (!RESERVED.has(name)) settings.set(name, value);
  }
  return {
    queryId: url.get('query_id') || one(headers['x-clickhouse-query-id']) || randomUUID(),
    user,
    sql: url.get('query') ?? '',
    database: (url.get('database') ?? one(headers['x-clickhouse-database'])) || undefined,
    defaultFormat: (url.get('default_format') ?? one(headers['x-clickhouse-format'])) || 'TabSeparated',
    settings,
    params,
    session: sessionOf(url),
    waitsForEnd: isTrue(url.get('wait_end_of_query')) || isTrue(url.get('http_wait_end_of_query')),
    isReadonly: method === 'GET' || method === 'HEAD',
    progressIntervalMs: isTrue(url.get('send_progress_in_http_headers'))
      ? Number(url.get('http_headers_progress_interval_ms') ?? 100) || 100
      : undefined,
    compression: { encoding: encodingOf(headers, url), level: Number(url.get('http_zlib_compression_level') ?? 3) },
  };
}
