import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedEngine } from '../kit/guarded-engine.js';

let guarded: GuardedEngine;

beforeAll(async () => {
  guarded = await GuardedEngine.start();
});

afterAll(() => guarded?.engine.remove());

describe('[D4] what people may ask', () => {
  it.each([
    ['SELECT count() FROM events', '3\n'],
    [
      'SELECT name, count() AS n FROM default.events GROUP BY name ORDER BY n DESC, name LIMIT 5',
      'view\t2\nclick\t1\n',
    ],
    ['SELECT e.id, f.name FROM events AS e INNER JOIN events AS f ON e.id = f.id WHERE e.id = 2', '2\tclick\n'],
    ['WITH x AS (SELECT id FROM events) SELECT sum(id) FROM x WHERE id IN (SELECT id FROM events WHERE id > 1)', '5\n'],
    ['WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT max(n) FROM t', '5\n'],
    ['SELECT arrayMap(t -> upper(t), tags) FROM events ARRAY JOIN tags AS one WHERE id = 1', "['A']\n"],
    ["SELECT countIf(name = 'view'), uniqExactIf(id, id > 1), quantile(0.5)(id) FROM events", '2\t2\t2\n'],
    [
      'SELECT id, row_number() OVER (PARTITION BY name ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM events WHERE id = 2',
      '2\t1\n',
    ],
    ['SELECT SUM(id), Max(id) FROM events', '6\t3\n'],
    [
      "SELECT CASE name WHEN 'view' THEN 1 ELSE 0 END, id BETWEEN 1 AND 2, toDate('2024-02-29') + INTERVAL 1 DAY FROM events WHERE id = 1",
      '1\t1\t2024-03-01\n',
    ],
    ['SELECT number FROM numbers(3) ORDER BY number DESC', '2\n1\n0\n'],
    ['SELECT * EXCEPT (tags) FROM events WHERE id IN (1, 9)', '1\tview\n'],
    ["SELECT 'file(''/etc/passwd'')' AS `file (x)`", "file(\\'/etc/passwd\\')\n"],
    ['SELECT max(id) FROM events UNION ALL SELECT toUInt32(7)', '3\n7\n'],
    ['SHOW TABLES', 'events\nper_name\n'],
    ['SELECT sum(n) FROM per_name;', '3\n'],
    ['SELECT 1 -- comment\n/* file() */', '1\n'],
  ])('[D4] %s', async (sql, expected) => {
    const { status, text } = await guarded.read(sql);
    expect(text.split('\n').sort()).toEqual(expected.split('\n').sort());
    expect(status).toBe(200);
  });

  it('[D4] describes tables, takes parameters, formats and lower limits', async () => {
    expect((await guarded.read('DESCRIBE events')).text).toContain('id\tUInt32');
    expect((await guarded.read('SELECT {x:UInt8} + {y:UInt8}', { param_x: '1', param_y: '2' })).text).toBe('3\n');
    expect(
      (await guarded.read('SELECT id FROM events WHERE name = {n:String} FORMAT JSONEachRow', { param_n: 'click' }))
        .text,
    ).toBe('{"id":2}\n');
    expect(
      (await guarded.read('SELECT 1', { max_execution_time: '3', output_format_json_quote_64bit_integers: '1' })).text,
    ).toBe('1\n');
  });

  it('[D4] works by GET, by header, and with the client', async () => {
    const client = guarded.engine.client({ username: 'reader' });
    const result = await client.query({ query: 'SELECT id FROM events ORDER BY id', format: 'JSONEachRow' });
    expect(await result.json()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    await expect(client.insert({ table: 'events', values: [{ id: 9 }], format: 'JSONEachRow' })).rejects.toMatchObject({
      code: '497',
    });
    await client.close();
  });
});
