import { AnswerTooLargeError, errorCodeOf, errorKind, errorName } from '@argus/clickhouse';
import { ProblemError, unavailable } from '../../problem/problem-error.js';

/** Codes of ClickHouse for what a read-only user may not do. */
const REFUSED = new Set([164, 291, 392, 497]);
/** Codes for a limit of time, memory or rows. */
const LIMITS = new Set([158, 159, 160, 162, 167, 168, 191, 201, 241, 290, 306, 307, 394, 396]);
/** Codes for a server on which the user `reader` was not made. */
const NO_READER = new Set([192, 193, 194, 516]);

const MAX_DETAIL = 2_000;

/** The answer for a query of a person that ClickHouse did not run; undefined where the fault is ours. Pure. */
export function sqlProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof AnswerTooLargeError) return new ProblemError(422, 'Unprocessable Content', limit(error.message));
  const code = errorCodeOf(error);
  if (code === undefined) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    return unavailable('ClickHouse does not answer at the moment; ask again shortly.', 1);
  }
  const message = (error as Error).message.trim().slice(0, MAX_DETAIL);
  const extras = { members: { code, name: errorName(code) } };
  if (REFUSED.has(code)) return new ProblemError(403, 'Forbidden', `Only reading is allowed here: ${message}`, extras);
  if (LIMITS.has(code)) return new ProblemError(422, 'Unprocessable Content', limit(message), extras);
  if (NO_READER.has(code))
    return unavailable('This ClickHouse has no user "reader"; see clickhouse/config/users.d.', 60);
  if (errorKind(code) === 'retry')
    return unavailable(`ClickHouse cannot run it at the moment: ${message}`, 1, { code });
  return new ProblemError(400, 'Bad Request', `ClickHouse cannot run this: ${message}`, extras);
}

const limit = (message: string): string =>
  `The query met a limit: ${message.replace(/[.\s]+$/, '')}. Ask for less, or for a shorter range of time.`;
