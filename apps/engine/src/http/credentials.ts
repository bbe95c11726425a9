import type { IncomingHttpHeaders } from 'node:http';
import { refusals } from '../exception/refusals.js';

/** Who asks. `default` may do everything, `reader` only what the gate lets through. */
export type User = 'default' | 'reader';

const USERS: ReadonlySet<string> = new Set<User>(['default', 'reader']);

function basic(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic\s+(.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { user, password: password.join(':') };
}

/**
 * The user by `X-ClickHouse-User`, basic authentication or the URL, in a server's order. Both users are without a
 * password, so whatever password comes with them is accepted, as a server does; any other name is refused with 516,
 * and two ways at once too.
 */
export function authenticate(headers: IncomingHttpHeaders, url: URLSearchParams): User {
  const byHeader = headers['x-clickhouse-user'] ?? headers['x-clickhouse-key'];
  const byBasic = basic(headers.authorization);
  if (byHeader !== undefined && (byBasic || url.has('user'))) {
    throw refusals.noSuchUser('Invalid authentication: it is given both by X-ClickHouse headers and in another way');
  }
  if (headers.authorization !== undefined && !byBasic) throw refusals.noSuchUser('token');
  const named = headers['x-clickhouse-user'] ?? byBasic?.user ?? url.get('user') ?? 'default';
  const user = String(named) || 'default';
  if (!USERS.has(user)) throw refusals.noSuchUser(user);
  return user as User;
}
