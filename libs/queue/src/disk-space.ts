import { statfs } from 'node:fs/promises';

const LOOK_EVERY_MS = 1_000;

/**
 * What is free on the file system, without waiting for it: the last look, at most a second old while somebody asks, less
 * what has been written since.
 */
export class DiskSpace {
  private free = Number.POSITIVE_INFINITY;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private looking: Promise<number> | undefined;

  constructor(
    private readonly dir: string,
    private readonly now: () => number,
  ) {}

  get freeBytes(): number {
    if (this.looking === undefined && Math.abs(this.now() - this.lookedAtMs) >= LOOK_EVERY_MS) void this.look();
    return this.free;
  }

  used(bytes: number): void {
    this.free -= bytes;
  }

  look(): Promise<number> {
    this.looking ??= statfs(this.dir)
      .then(({ bavail, bsize }) => (this.free = bavail * bsize))
      // The old figure stands; the writes themselves will tell.
      .catch(() => this.free)
      .finally(() => {
        this.lookedAtMs = this.now();
        this.looking = undefined;
      });
    return this.looking;
  }
}
