import { link, mkdir, readdir, readFile, realpath, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './queue.errors.js';
import { liveness, ownIdentity, type ProcessIdentity } from './process-identity.js';

/*
 * One process at a time may hold a folder. Node has no flock, and a lock file that is removed can be removed by two
 * processes of which the second takes away what the first has just made. So nothing is taken over and no name comes
 * twice: the lock is the file `lock-N` with the highest N. Whoever finds that its holder is gone links `lock-(N+1)`,
 * which just one can do, and removes the lower ones. Release leaves the file and empties it.
 *
 * The holder is known by pid, start time and boot, so that a SIGKILL is recognised at once and a pid that was given
 * again is not mistaken for it. A holder in another container cannot be looked at: it touches its file every two
 * seconds, and counts as gone when it has not for ten. A copied folder is free: the path is part of the lock.
 */
const HEARTBEAT_MS = 2_000;
const SILENT_MS = 10_000;
const POLL_MS = 50;
const NAME = /^lock-(\d+)$/;

interface LockText {
  readonly holder: ProcessIdentity;
  readonly dir: string;
  /** Two locks of one process differ. */
  readonly token: string;
}

export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
  constructor(
    readonly dir: string,
    readonly pid: number,
  ) {
    super(`${dir} is in use by process ${pid}; two processes must never share it`);
  }
}

export interface FolderLock {
  /** May be called twice. */
  release(): Promise<void>;
}

export interface FolderLockOptions {
  /** Default 10,000. */
  waitMs?: number;
  /** A file that is kept to be removed when the disk is at its last byte, since a lock must be written; default none. */
  reserve?: string;
}

/**
 * Waits up to `waitMs` (default 10,000) for a holder to end, then throws {@link FolderLockedError}. Makes the folder.
 * A lock of this same process counts too.
 */
export async function acquireFolderLock(dir: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  await mkdir(dir, { recursive: true });
  const text: LockText = { holder: ownIdentity(), dir: await realpath(dir), token: randomUUID() };
  const until = performance.now() + (options.waitMs ?? 10_000);
  for (;;) {
    const current = await highest(dir);
    const holder = current === 0 ? undefined : await livingHolder(dir, current, text.dir);
    if (holder === undefined && (await takeWith(options.reserve, dir, current + 1, text)))
      return held(join(dir, `lock-${current + 1}`));
    if (holder !== undefined && performance.now() >= until) throw new FolderLockedError(dir, holder);
    if (holder !== undefined) await sleep(POLL_MS);
  }
}

async function takeWith(reserve: string | undefined, dir: string, number: number, text: LockText): Promise<boolean> {
  try {
    return await take(dir, number, text);
  } catch (error) {
    if (reserve === undefined || errorCode(error) !== 'ENOSPC') throw error;
    await rm(reserve, { force: true });
    return take(dir, number, text);
  }
}

async function take(dir: string, number: number, text: LockText): Promise<boolean> {
  const draft = join(dir, `lock-draft-${text.token}`);
  const path = join(dir, `lock-${number}`);
  try {
    await writeFile(draft, JSON.stringify(text));
    await link(draft, path);
  } catch (error) {
    // Taken by another one, or the draft swept away by its cleaning.
    if (['EEXIST', 'ENOENT'].includes(errorCode(error))) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  // Whoever took this number before us may have gone on and cleaned up: then a higher one stands here.
  if ((await highest(dir)) !== number) {
    await rm(path, { force: true });
    return false;
  }
  for (const name of await readdir(dir)) {
    const other = NAME.exec(name);
    if ((other && Number(other[1]) < number) || name.startsWith('lock-draft-'))
      await rm(join(dir, name), { force: true });
  }
  return true;
}

function held(path: string): FolderLock {
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);
  heartbeat.unref();
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      clearInterval(heartbeat);
      // Not written anew: a folder that was removed meanwhile must not come back.
      await truncate(path, 0).catch(() => {});
    },
  };
}

async function highest(dir: string): Promise<number> {
  const numbers = (await readdir(dir)).map((name) => Number(NAME.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/** The pid of the holder; undefined when the folder is free. */
async function livingHolder(dir: string, number: number, realDir: string): Promise<number | undefined> {
  const path = join(dir, `lock-${number}`);
  const lock = parse(await readFile(path, 'utf8').catch(() => ''));
  if (!lock || lock.dir !== realDir) return undefined;
  const state = liveness(lock.holder);
  if (state === 'dead') return undefined;
  if (state === 'unknown' && (await silentFor(path)) > SILENT_MS) return undefined;
  return lock.holder.pid;
}

async function silentFor(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}

function parse(text: string): LockText | undefined {
  try {
    return JSON.parse(text) as LockText;
  } catch {
    return undefined;
  }
}
