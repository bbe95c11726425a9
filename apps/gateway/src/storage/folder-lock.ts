import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { RESERVE, acquireFolderLock } from '@argus/queue';

const WAIT_MS = 10_000;
/** In the gateway's data folder. */
export const QUEUE_FOLDER = 'queue';

/** The right to the gateway's data folder: a second gateway on it would mix two queues. */
export class FolderLock {
  private constructor(
    readonly folder: string,
    readonly release: () => Promise<void>,
  ) {}

  /** Waits up to 10 s for an ending gateway; throws FolderLockedError naming the process that holds the folder. */
  static async acquire(folder: string, { isOff = false } = {}): Promise<FolderLock> {
    await mkdir(folder, { recursive: true });
    if (isOff) return new FolderLock(folder, () => Promise.resolve());
    const lock = await acquireFolderLock(folder, {
      waitMs: WAIT_MS,
      reserve: path.join(folder, QUEUE_FOLDER, RESERVE),
    });
    return new FolderLock(folder, () => lock.release());
  }
}
