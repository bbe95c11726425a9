import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GuardedEngine } from '../kit/guarded-engine.js';

let guarded: GuardedEngine;

beforeAll(async () => {
  guarded = await GuardedEngine.start();
});

afterAll(() => guarded?.engine.remove());

describe('[D4] the gate under a fuzzer', () => {
  const poison = fc.constantFrom(
    "file('FILE')",
    '(SELECT s FROM private.salaries LIMIT 1)',
    "(SELECT * FROM file('FILE', 'LineAsString') LIMIT 1)",
    '(SELECT * FROM `FILE` LIMIT 1)',
    "(SELECT toString(count()) FROM url('http://127.0.0.1:1/', 'CSV', 'a String'))",
    "dictGet('d', 'a', 1)",
    "getServerSetting('path')",
    '(SELECT query FROM system.processes LIMIT 1)',
    'hostName()',
    "File('FILE')",
    "`file`('FILE')",
    '"file"(\'FILE\')',
    "file/**/('FILE')",
    "file -- x\n ('FILE')",
    "(SELECT s FROM s3('http://127.0.0.1:1/x', 'CSV', 's String') LIMIT 1)",
    "(SELECT s FROM sqlite('FILE', 's') LIMIT 1)",
    "(SELECT s FROM executable('id', 'TSV', 's String') LIMIT 1)",
    "(SELECT s FROM merge('private', '.*') LIMIT 1)",
    '(SELECT s FROM loop(private.salaries) LIMIT 1)',
    "(SELECT toString(a) FROM generateRandom('a UInt8') LIMIT 1)",
    '(SELECT toString(sleep(1)))',
    "(SELECT 'a' SETTINGS max_execution_time = 0)",
    "joinGet('private.salaries', 's', 1)",
  );
  /** Each hides an expression one level deeper, by syntax that is allowed. */
  const wrappings: ((inner: string) => string)[] = [
    (e) => `upper(${e})`,
    (e) => `(SELECT ${e})`,
    (e) => `(SELECT x FROM (SELECT ${e} AS x))`,
    (e) => `(WITH ${e} AS v SELECT v)`,
    (e) => `(WITH c AS (SELECT ${e} AS v) SELECT v FROM c)`,
    (e) => `arrayElement(arrayMap(y -> concat(y, ${e}), ['a']), 1)`,
    (e) => `if(1 = 1, ${e}, 'x')`,
    (e) => `CASE WHEN ${e} = 'x' THEN 'a' ELSE ${e} END`,
    (e) => `toString(${e} IN (SELECT ${e}))`,
    (e) => `(SELECT max(${e}) FROM events GROUP BY name HAVING max(${e}) != '' LIMIT 1)`,
    (e) => `(SELECT any(x) FROM events ARRAY JOIN [${e}] AS x)`,
    (e) => `(SELECT any(e.name) FROM events AS e INNER JOIN (SELECT ${e} AS k) AS j ON e.name = j.k OR 1 = 1)`,
    (e) => `tupleElement((1, ${e}), 2)`,
    (e) => `map('a', ${e})['a']`,
    (e) => `(SELECT x FROM view(SELECT ${e} AS x) LIMIT 1)`,
    (e) => `(SELECT any(x) FROM (SELECT 'a' AS x UNION ALL SELECT ${e}))`,
    (e) => `(SELECT first_value(name) OVER (PARTITION BY ${e} ORDER BY id) FROM events LIMIT 1)`,
    (e) => `(SELECT name FROM events ORDER BY ${e}, id LIMIT 1)`,
    (e) => `(SELECT name FROM events PREWHERE ${e} != 'q' LIMIT 1)`,
    (e) => `CAST(${e}, 'String')`,
    (e) => `(SELECT any(x) FROM (SELECT 'a' AS x EXCEPT SELECT ${e}))`,
    (e) => `(SELECT any(name) FROM events WHERE name NOT IN (SELECT ${e}))`,
    (e) => `(SELECT name FROM events QUALIFY row_number() OVER (ORDER BY ${e}, id) = 1)`,
    (e) => `arrayStringConcat(arrayFilter(x -> x != ${e}, ['a', 'b']))`,
    (e) => `(SELECT any(x) FROM values('x String', 'a', 'b') WHERE x != ${e})`,
    (e) => `(SELECT toString(count()) FROM events GROUP BY GROUPING SETS ((name, ${e}), ()) LIMIT 1)`,
    (e) => `coalesce(nullIf(${e}, 'q'), ${e})`,
    (e) => `(SELECT any(m['k']) FROM (SELECT map('k', ${e}) AS m))`,
    (e) => `(${e})::String`,
  ];
  const nested = fc
    .tuple(poison, fc.array(fc.constantFrom(...wrappings), { maxLength: 5 }))
    .map(([expression, layers]) => `SELECT ${layers.reduce<string>((inner, wrap) => wrap(inner), expression)}`);

  it('[D4] finds what is hidden in nested SQL', async () => {
    await fc.assert(
      fc.asyncProperty(nested, async (sql) => {
        const { text, code } = await guarded.read(sql);
        expect({ sql, text: text.includes('TOP-SECRET'), code }).toEqual({ sql, text: false, code: '497' });
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('[D4] lets through the same nesting with nothing hidden in it', async () => {
    for (const wrap of wrappings) {
      const { status, text } = await guarded.read(`SELECT ${wrap("concat('a', 'b')")}`);
      expect({ sql: wrap('...'), status, text: status === 200 ? '' : text }).toEqual({
        sql: wrap('...'),
        status: 200,
        text: '',
      });
    }
  });
});
