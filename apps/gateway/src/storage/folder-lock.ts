import { mkdir } from 'node:fs/promises';
import { acquireFolderLock } from '@argus/queue';

const WAIT_MS = 10_000;

/** The right to the gateway's data folder: a second gateway on it would mix two queues. */
export class FolderLock {
  private constructor(
    readonly folder: string,
    readonly release: () => Promise<void>,
  ) {}

  /** Waits up to 10 s for an ending gateway; throws FolderLockedError naming the process that holds the folder. */
  static async acquire(folder: string): Promise<FolderLock> {
    await mkdir(folder, { recursive: true });
    const lock = await acquireFolderLock(folder, { waitMs: WAIT_MS });
    return new FolderLock(folder, () => lock.release());
  }
}
