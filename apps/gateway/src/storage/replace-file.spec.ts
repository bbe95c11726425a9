import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { replaceFile } from './replace-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'argus-replace-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('replaceFile', () => {
  it('puts the new text in the place of the old one', async () => {
    const file = path.join(folder, 'a.json');
    await replaceFile(file, 'old');
    await replaceFile(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('[B1] leaves nothing half-written where it fails, as on a full disk', async () => {
    // A folder is in the way of the last step.
    const file = path.join(folder, 'a.json');
    await mkdir(file);
    await expect(replaceFile(file, 'new')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['a.json']);
  });
});
