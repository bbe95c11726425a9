import { type ClickHouseException, toException } from '../exception/clickhouse.exception.js';
import type { ChdbConnection } from '../native/chdb.connection.js';
import { stringLiteral } from '../sql/literal.js';

const SYNTAX_ERROR = 62;
const OUR_SCOPE = /:? ?In scope SELECT formatQuerySingleLine\(.*$/s;

/**
 * The same syntax error in terms of the client's own text. The engine was given the text with a clause of ours in it,
 * and stumbles over that where the text itself breaks off; so it is asked about the text alone, which runs nothing.
 */
export async function ownSyntaxError(
  connection: ChdbConnection,
  text: string,
  exception: ClickHouseException,
): Promise<ClickHouseException> {
  if (exception.code !== SYNTAX_ERROR) return exception;
  try {
    await connection.query(`SELECT formatQuerySingleLine(${stringLiteral(text)})`);
    return exception;
  } catch (error) {
    const own = toException(error);
    if (own.code === SYNTAX_ERROR) own.message = own.message.replace(OUR_SCOPE, '').replace(/[.:\s]+$/, '');
    return own.code === SYNTAX_ERROR ? own : exception;
  }
}
