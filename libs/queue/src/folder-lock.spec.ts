import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireFolderLock, FolderLockedError } from './folder-lock.js';
import { liveness, ownIdentity } from './process-identity.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'argus-lock-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const now = { waitMs: 0 };

describe('acquireFolderLock', () => {
  it('lets nobody else in, names the holder, and lets the next one in after the release', async () => {
    const lock = await acquireFolderLock(dir, now);
    const refused = acquireFolderLock(dir, now);
    await expect(refused).rejects.toThrow(FolderLockedError);
    await expect(refused).rejects.toMatchObject({ pid: process.pid });
    await lock.release();
    await lock.release();
    await (await acquireFolderLock(dir, now)).release();
  });

  it('waits for the holder', async () => {
    const lock = await acquireFolderLock(dir, now);
    const next = acquireFolderLock(dir, { waitMs: 60_000 });
    await lock.release();
    await (await next).release();
  });

  it('goes to exactly one of many who find it stale', async () => {
    const stale = { holder: { ...ownIdentity(), startedAt: '1' }, dir, token: 'gone' };
    await writeFile(join(dir, 'lock-7'), JSON.stringify(stale));
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => acquireFolderLock(dir, now)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['lock-8']);
  });

  it('is free at once after its holder was killed, and not before', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)']);
    await once(child.stdout, 'data');
    const pid = child.pid as number;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const holder = { ...ownIdentity(), pid, ...(startedAt === undefined ? {} : { startedAt }) };
    await writeFile(join(dir, 'lock-1'), JSON.stringify({ holder, dir, token: 'child' }));
    await expect(acquireFolderLock(dir, now)).rejects.toMatchObject({ pid });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await (await acquireFolderLock(dir, now)).release();
  });

  it('is not copied with the folder', async () => {
    const lock = await acquireFolderLock(dir, now);
    const copy = `${dir}-copy`;
    await cp(dir, copy, { recursive: true });
    await (await acquireFolderLock(copy, now)).release();
    await rm(copy, { recursive: true });
    await lock.release();
  });
});

describe('liveness', () => {
  it.each([
    ['alive', ownIdentity()],
    ['dead', { ...ownIdentity(), startedAt: '1' }],
    ['dead', { ...ownIdentity(), bootId: 'another boot' }],
    ['unknown', { ...ownIdentity(), namespace: 'pid:[1]' }],
  ] as const)('says %s', (state, identity) => {
    if (ownIdentity().bootId === undefined) return;
    expect(liveness(identity)).toBe(state);
  });
});
