import { describe, expect, it } from '@jest/globals';
import { judgeDrift, judgeSchema, judgeVersion } from './clickhouse.checks.js';
import { judgeQueue } from './gateway.checks.js';
import { checkMemory, checkNode, judgeFlush } from './machine.checks.js';

const GIB = 1024 ** 3;

describe('the doctor', () => {
  it('judges the machine', () => {
    expect(['18.20.0', '20.18.9', '20.19.0', '24.1.0'].map((v) => checkNode(v).verdict)).toEqual([
      'wrong',
      'wrong',
      'ok',
      'ok',
    ]);
    expect([GIB, 2 * GIB].map((bytes) => checkMemory(bytes).verdict)).toEqual(['warning', 'ok']);
    expect([undefined, 0.1, 80].map((ms) => judgeFlush(ms).verdict)).toEqual(['wrong', 'ok', 'warning']);
  });

  it('judges ClickHouse and the clocks', () => {
    expect(judgeVersion('26.7.2.1', 'http://x').verdict).toBe('ok');
    expect(judgeVersion('22.8.1', 'http://x').remedy).toContain('Upgrade');
    expect([0, -1_999, 2_500].map((ms) => judgeDrift(ms).verdict)).toEqual(['ok', 'ok', 'warning']);
  });

  it('judges the schema: pending, edited, and newer than the program', () => {
    const one = { version: 1, name: 'one', checksum: 'a', statements: [] };
    const two = { version: 2, name: 'two', checksum: 'b', statements: [] };
    const applied = (version: number, checksum: string) => ({ version, checksum });
    expect(judgeSchema([one, two], [applied(1, 'a'), applied(2, 'b')]).verdict).toBe('ok');
    expect(judgeSchema([one, two], [applied(1, 'a')])).toMatchObject({
      verdict: 'warning',
      found: 'not applied yet: two',
    });
    expect(judgeSchema([one], [applied(1, 'z')])).toMatchObject({ verdict: 'wrong' });
    expect(judgeSchema([one], [applied(1, 'a'), applied(2, 'b')]).remedy).toContain('newer');
  });

  it('judges the queue by its metrics: full, old, damaged', () => {
    const metrics = (bytes: number, oldest: number, damage: number) =>
      `# HELP x\nargus_queue_rows 7\nargus_queue_bytes ${bytes}\nargus_queue_oldest_seconds ${oldest}\nargus_queue_damage_total ${damage}\n`;
    expect(judgeQueue(metrics(10, 1, 0), 100).verdict).toBe('ok');
    expect(judgeQueue(metrics(90, 1, 0), 100)).toMatchObject({ verdict: 'warning' });
    expect(judgeQueue(metrics(10, 120, 0), 100).remedy).toContain('consumption');
    expect(judgeQueue(metrics(10, 1, 2), 100)).toMatchObject({ verdict: 'wrong' });
  });
});
