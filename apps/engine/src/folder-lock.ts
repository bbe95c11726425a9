import { linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Another process works on the folder; the message says which. */
export class FolderHeldError extends Error {
  override name = 'FolderHeldError';
}

interface Holder {
  pid: number;
  /** When the process began, in the kernel's ticks; tells it from a later one with the same number. */
  startedAt: string | undefined;
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields count from behind the command's name, which may hold anything; 22 is the start time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isRunning(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.pid !== process.pid && startOf(holder.pid) === holder.startedAt;
}

function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Makes the file with its content at once, so that nobody ever reads a half of it; false when there is one. */
function putInPlace(file: string, me: Holder): boolean {
  const draft = `${file}.${me.pid}`;
  try {
    writeFileSync(draft, JSON.stringify(me));
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Puts aside the lock of a process that is gone; when another start was quicker, its lock is left alone. */
function putAside(file: string, gone: Holder | undefined): void {
  const aside = `${file}.gone.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (holderOf(aside)?.pid === gone?.pid) return;
  linkSync(aside, file);
  rmSync(aside, { force: true });
}

/**
 * Removes the locks that were put aside, and says whether there were any. They go when the new lock stands and not before:
 * a start that dies in between (killed, or on a disk that is full) must not take the knowledge with it that the end was
 * unclean, for without it nothing is mended. Another start that runs may be about to put back what it took aside: that of
 * it is left alone.
 */
function removeAside(file: string): boolean {
  const folder = path.dirname(file);
  const prefix = `${path.basename(file)}.gone.`;
  const aside = readdirSync(folder).filter((name) => name.startsWith(prefix));
  for (const name of aside) {
    if (!isOfAnother(Number(name.slice(prefix.length)))) rmSync(path.join(folder, name), { force: true });
  }
  return aside.length > 0;
}

/** Whether another process of that number runs. */
function isOfAnother(pid: number): boolean {
  return pid !== process.pid && startOf(pid) !== undefined;
}

/**
 * A file that says which process works on a folder. It is removed by a clean end only, so that finding one of a
 * process that is gone means that this end was none: `wasUnclean`.
 */
export class FolderLock {
  private constructor(
    private readonly file: string,
    readonly wasUnclean: boolean,
  ) {}

  /** Takes the lock, waiting up to `patienceMs` for another process to let go; rejects with FolderHeldError then. */
  static async take(file: string, patienceMs: number): Promise<FolderLock> {
    const me: Holder = { pid: process.pid, startedAt: startOf(process.pid) };
    const until = Date.now() + patienceMs;
    for (;;) {
      if (putInPlace(file, me)) return new FolderLock(file, removeAside(file));
      const holder = holderOf(file);
      if (!holder || !isRunning(holder)) {
        putAside(file, holder);
        continue;
      }
      if (Date.now() > until) {
        throw new FolderHeldError(
          `The data folder is in use by another ClickHouse engine, process ${holder.pid} (${file}). ` +
            'Stop it, or choose another folder with DATA_DIR.',
        );
      }
      await sleep(POLL_MS);
    }
  }

  /** Says that the end is clean. */
  release(): void {
    rmSync(this.file, { force: true });
  }
}
