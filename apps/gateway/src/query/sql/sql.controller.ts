import { Body, Controller, Header, HttpCode, Inject, type OnApplicationShutdown, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ClickHouseClient, askFreely, createReader } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import { ParametersPipe } from '../../problem/parameters.pipe.js';
import { ApiProblems } from '../../problem/problem.docs.js';
import { badRequest } from '../../problem/problem-error.js';
import { CONFIG } from '../../storage/tokens.js';
import { ROWS_FORMAT, rowsAnswer } from './rows-answer.js';
import { SqlAnswer, SqlQuery } from './sql.dto.js';
import { sqlProblem } from './sql.problem.js';

/** A moment longer than the limits of the user `reader`, so that ClickHouse's own answer comes first. */
const TIMEOUT_MS = 45_000;

@ApiTags('ad-hoc SQL')
@Controller('query')
export class SqlController implements OnApplicationShutdown {
  readonly #reader: ClickHouseClient;

  constructor(@Inject(CONFIG) { clickhouse }: GatewayConfig) {
    this.#reader = createReader({ url: clickhouse.url, database: clickhouse.database, requestTimeoutMs: TIMEOUT_MS });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#reader.close();
  }

  @Post()
  @HttpCode(200)
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Ask ClickHouse anything that only reads',
    description: 'Refusals (403), mistakes (400) and limits (422) carry the `code` of ClickHouse.',
  })
  @ApiOkResponse({ type: SqlAnswer, description: 'The rows of the answer.' })
  @ApiProblems(400, 401, 403, 413, 415, 422, 500, 503)
  async query(@Body(new ParametersPipe()) { sql, params }: SqlQuery): Promise<string> {
    const started = performance.now();
    try {
      const question = { sql, ...(params ? { params } : {}), format: ROWS_FORMAT };
      const { body, format } = await askFreely(this.#reader, { ...question, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (format !== undefined && format !== ROWS_FORMAT) throw namesFormat();
      return rowsAnswer(body, Math.round(performance.now() - started));
    } catch (error) {
      throw sqlProblem(error) ?? error;
    }
  }
}

function namesFormat() {
  const message = 'Leave FORMAT out of the query: the answer is always columns and rows.';
  return badRequest(message, [{ field: 'sql', code: 'not_allowed', message }]);
}
