import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { BUILT_IN_FOLDER, loadPlan } from './load-plan.js';

const folder = mkdtempSync(path.join(tmpdir(), 'argus-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, entry: object) => writeFileSync(path.join(folder, file), JSON.stringify(entry));

describe('loadPlan', () => {
  it('[B8] compiles what changed, and keeps what did not', async () => {
    write('a.json', { name: 'a', schema: { type: 'object' } });
    write('b.json', { name: 'b', schema: { type: 'object' } });
    const { plan: first } = await loadPlan([BUILT_IN_FOLDER, folder]);
    write('b.json', { name: 'b', schema: { required: ['x'] } });
    const { plan: second } = await loadPlan([BUILT_IN_FOLDER, folder], first);
    expect(second.find('', 'a')).toBe(first.find('', 'a'));
    expect(second.find('', 'view')).toBe(first.find('', 'view'));
    expect(second.find('', 'b')).not.toBe(first.find('', 'b'));
    expect(second.find('', 'b')?.explain({})).toMatchObject([{ field: 'data.x', code: 'required' }]);
  });

  it('[B8] names a file that cannot be used, and leaves only that one out', async () => {
    writeFileSync(path.join(folder, 'c.json'), '{');
    const { plan, refused } = await loadPlan([folder]);
    expect(refused).toEqual([{ file: path.join(folder, 'c.json'), reason: expect.any(String) }]);
    expect(plan.find('', 'a')).toBeDefined();
  });
});
