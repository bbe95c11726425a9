import { describe, expect, it } from '@jest/globals';
import { ClickHouseError } from '@argus/clickhouse';
import { sqlProblem } from './sql.problem.js';

const problem = (code: string) => sqlProblem(new ClickHouseError({ message: 'what happened', code, type: 'X' }));

describe('sqlProblem', () => {
  it('[D4] tells refused, impossible and too much apart, each with the code of ClickHouse', () => {
    expect(problem('497')).toMatchObject({ status: 403, extras: { members: { code: 497, name: 'ACCESS_DENIED' } } });
    expect(problem('164')?.status).toBe(403);
    expect(problem('62')).toMatchObject({ status: 400, extras: { members: { code: 62 } } });
    expect(problem('60')?.status).toBe(400);
    for (const code of ['159', '241', '396']) expect(problem(code)?.status).toBe(422);
    expect(problem('210')?.status).toBe(503);
  });

  it('[D4] says when ClickHouse is away, and leaves our own mistakes alone', () => {
    expect(sqlProblem(new Error('connect ECONNREFUSED'))?.status).toBe(503);
    expect(sqlProblem(new TypeError('x is undefined'))).toBeUndefined();
  });
});
