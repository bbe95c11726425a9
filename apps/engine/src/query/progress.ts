import type { Answer } from '../http/answer.js';
import type { Engine } from './engine.js';
import { stringLiteral } from '../sql/literal.js';
import { QUERY_ID_OF_LABEL } from './prelude.js';

/** No more often than this, in ms: each report asks the engine. */
const MIN_INTERVAL_MS = 100;

/** Reports how far the query is, until `stop` is called or the answer begins. Answers the function that stops it. */
export function reportProgress(engine: Engine, queryId: string, answer: Answer, intervalMs: number): () => void {
  const sql = `SELECT toJSONString(map('read_rows', toString(read_rows), 'read_bytes', toString(read_bytes),
      'total_rows_to_read', toString(total_rows_approx), 'elapsed_ns', toString(toUInt64(elapsed * 1e9))))
    FROM system.processes WHERE ${QUERY_ID_OF_LABEL} = ${stringLiteral(queryId)} LIMIT 1`;
  let isAsking = false;
  const timer = setInterval(
    () => {
      if (isAsking) return;
      isAsking = true;
      void engine.control
        .run(sql)
        .then((json) => json && answer.progress(json))
        // A report that fails is one that is missing; the query itself is answered all the same.
        .catch(() => undefined)
        .finally(() => (isAsking = false));
    },
    Math.max(MIN_INTERVAL_MS, intervalMs),
  );
  return () => clearInterval(timer);
}
