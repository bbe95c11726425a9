import type { QueryRequest } from '../http/query-request.js';
import type { ChdbConnection } from '../native/chdb.connection.js';
import { stringLiteral } from '../sql/literal.js';
import type { Engine } from './engine.js';
import { FINAL_SETTINGS, sessionKey, setStatement } from './prelude.js';

/** What a request's work leaves of the session. */
export type Trace = 'none' | 'changed';

/**
 * Runs `work` on the session that the request names, on one that an equal request has prepared, or on a fresh one. What the
 * request set in its URL holds for this query only, in a named session too. `work` says whether it left more on the
 * session than the request's settings and parameters (a statement that changes the session, a failure half-way).
 */
export async function withSession(
  engine: Engine,
  request: QueryRequest,
  work: (connection: ChdbConnection, isPrepared: boolean) => Promise<Trace>,
): Promise<void> {
  if (!request.session) {
    const key = sessionKey(request);
    const prepared = key === undefined ? undefined : engine.pool.takePrepared(key);
    const connection = prepared ?? engine.pool.take();
    let trace: Trace = 'changed';
    try {
      trace = await work(connection, prepared !== undefined);
    } finally {
      engine.pool.release(connection, trace === 'none' ? key : undefined);
    }
    return;
  }
  const connection = engine.named.lock(request.session);
  try {
    const before = await settingsBefore(connection, request);
    try {
      await work(connection, false);
    } finally {
      // Where this fails (a request may have set `readonly`), the session stays as the request made it.
      if (before.size > 0) await connection.query(setStatement(before)).catch(() => undefined);
    }
  } finally {
    engine.named.unlock(request.session);
  }
}

async function settingsBefore(connection: ChdbConnection, request: QueryRequest): Promise<Map<string, string>> {
  const names = [...request.settings.keys()].filter((name) => !FINAL_SETTINGS.has(name));
  if (names.length === 0) return new Map();
  const list = names.map(stringLiteral).join(', ');
  const sql = `SELECT name, value FROM system.settings WHERE name IN (${list})`;
  const { bytes } = await connection.query(sql, 'JSONCompactEachRow');
  const lines = Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as [string, string]));
}
