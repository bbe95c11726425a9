import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { backUp, isEmpty, restoreTree } from './tree.copy.js';

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-tree-'));
  mkdirSync(at('data', 'store', 'empty'), { recursive: true });
  writeFileSync(at('data', 'store', 'part'), 'rows');
  symlinkSync('store', at('data', 'table'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a copied folder', () => {
  it('has files, empty folders and links again', async () => {
    await backUp(at('data'), at('backup'), 0);
    await restoreTree(at('backup'), at('again'));
    expect(readdirSync(at('again', 'store')).sort()).toEqual(['empty', 'part']);
    expect(readFileSync(at('again', 'table', 'part'), 'utf8')).toBe('rows');
    expect(await isEmpty(at('again', 'store', 'empty'))).toBe(true);
  });

  it('is refused where a link leads out of it', async () => {
    symlinkSync('/etc', at('data', 'away'));
    await expect(backUp(at('data'), at('backup'), 0)).rejects.toThrow('outside');
    expect(await isEmpty(at('nothing'))).toBe(true);
    await expect(restoreTree(at('backup'), at('again'))).rejects.toThrow('no finished backup');
  });

  it('is not restored where a file is another one', async () => {
    await backUp(at('data'), at('backup'), 0);
    writeFileSync(at('backup', 'data', 'store', 'part'), 'r0ws');
    await expect(restoreTree(at('backup'), at('again'))).rejects.toThrow('store/part is not what was backed up');
  });
});
