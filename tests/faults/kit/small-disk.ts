import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a start may take on a machine that is busy with other things: under thirty programs on two cores it was over a minute. */
export const GATEWAY_PATIENCE_MS = 150_000;
export const START_PATIENCE_MS = 240_000;

/** A file system of its own needs rights that a test may not have. */
export function canMount(): boolean {
  const probe = mkdtempSync(path.join(tmpdir(), 'argus-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
}

/** A disk of a few megabytes in the place of a folder, with another program on it that takes what is left. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** `size` as mount takes it, for example `16m`. */
  static mount(folder: string, size: string): SmallDisk {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  resize(to: string): void {
    execFileSync('mount', ['-o', `remount,size=${to}`, this.folder]);
  }

  /** The other program takes everything, and gives nothing back before. */
  fill(): void {
    execFileSync('sh', ['-c', `cat /dev/zero >> ${this.folder}/filler 2>/dev/null || true`]);
  }

  /** The other program takes all but so many bytes. */
  fillBut(leaving: number): void {
    const bytes = this.freeBytes - leaving;
    if (bytes > 0) writeFileSync(path.join(this.folder, 'filler'), Buffer.alloc(bytes, 1), { flag: 'a' });
  }

  /** The other program gives back what it took. */
  empty(): void {
    rmSync(path.join(this.folder, 'filler'), { force: true });
  }

  /** Once nobody has a file open on it. */
  unmount(): void {
    if (existsSync(this.folder)) execFileSync('umount', [this.folder]);
  }
}
