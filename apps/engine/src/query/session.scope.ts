import type { QueryRequest } from '../http/query-request.js';
import type { ChdbConnection } from '../native/chdb.connection.js';
import { stringLiteral } from '../sql/literal.js';
import type { Engine } from './engine.js';
import { leavesNoTrace, setStatement } from './prelude.js';

/** Settings that cannot be taken back: a session that was sent them is not used any longer. */
const FINAL = new Set(['readonly', 'allow_ddl', 'dialect']);

/**
 * Runs `work` on the session that the request names, or on a fresh one. What the request set in its URL holds for
 * this query only, in a named session too.
 */
export async function withSession<T>(
  engine: Engine,
  request: QueryRequest,
  changesSession: boolean,
  work: (connection: ChdbConnection) => Promise<T>,
): Promise<T> {
  if (!request.session) {
    const connection = engine.pool.take();
    let isUntouched = false;
    try {
      const result = await work(connection);
      isUntouched = !changesSession && leavesNoTrace(request);
      return result;
    } finally {
      engine.pool.release(connection, isUntouched);
    }
  }
  const connection = engine.named.lock(request.session);
  try {
    const before = await settingsBefore(connection, request);
    try {
      return await work(connection);
    } finally {
      // Where this fails (a request may have set `readonly`), the session stays as the request made it.
      if (before.size > 0) await connection.query(setStatement(before)).catch(() => undefined);
    }
  } finally {
    engine.named.unlock(request.session);
  }
}

async function settingsBefore(connection: ChdbConnection, request: QueryRequest): Promise<Map<string, string>> {
  const names = [...request.settings.keys()].filter((name) => !FINAL.has(name));
  if (names.length === 0) return new Map();
  const list = names.map(stringLiteral).join(', ');
  const sql = `SELECT name, value FROM system.settings WHERE name IN (${list})`;
  const { bytes } = await connection.query(sql, 'JSONCompactEachRow');
  const lines = Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as [string, string]));
}
