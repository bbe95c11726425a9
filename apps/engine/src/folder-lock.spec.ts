import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderHeldError, FolderLock } from './folder-lock.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argus-lock-'));
  file = path.join(folder, 'engine.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('[A3] the lock of a data folder', () => {
  it('[A3] is there while it is held, and says nothing after a clean end', async () => {
    const first = await FolderLock.take(file, 0);
    expect(first.wasUnclean).toBe(false);
    expect(readdirSync(folder)).toEqual(['engine.lock']);
    first.release();
    expect(existsSync(file)).toBe(false);
    expect((await FolderLock.take(file, 0)).wasUnclean).toBe(false);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' })],
    ['a later process with the same number', JSON.stringify({ pid: process.ppid, startedAt: '1' })],
    ['nobody that one could read', 'x'],
  ])('[A3] of %s is taken over, as that of an unclean end', async (_who, content) => {
    writeFileSync(file, content);
    expect((await FolderLock.take(file, 0)).wasUnclean).toBe(true);
    expect(readdirSync(folder)).toEqual(['engine.lock']);
  });

  it('[A3] [B1] of an unclean end is not forgotten when the start that took it away dies before it has its own', async () => {
    writeFileSync(`${file}.gone.${2 ** 22 + 1}`, JSON.stringify({ pid: 2 ** 22 + 2, startedAt: '1' }));
    const lock = await FolderLock.take(file, 0);
    expect(lock.wasUnclean).toBe(true);
    expect(readdirSync(folder)).toEqual(['engine.lock']);
    lock.release();
    expect((await FolderLock.take(file, 0)).wasUnclean).toBe(false);
  });

  it('[A3] [B1] that another start took aside, which still runs, is left to it', async () => {
    const aside = `${file}.gone.${process.ppid}`;
    writeFileSync(aside, JSON.stringify({ pid: 2 ** 22 + 2, startedAt: '1' }));
    expect((await FolderLock.take(file, 0)).wasUnclean).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['engine.lock', path.basename(aside)]);
  });

  it('[A3] of a living process is refused, with its number', async () => {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt }));
    const taken = FolderLock.take(file, 0);
    await expect(taken).rejects.toThrow(FolderHeldError);
    await expect(taken).rejects.toThrow(`process ${process.ppid}`);
  });
});
