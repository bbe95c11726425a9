import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PIPES_AT_A_TIME = 16;
const MEMORY_FOLDER = '/dev/shm';
/** What stays free of the memory-backed file system, in bytes. */
const HEADROOM = 64 * 1024 * 1024;

/**
 * Where data passes between HTTP and the engine: files for what comes in, named pipes for what goes out. Memory-backed
 * where the machine offers that and has room. The folder's name follows from the data folder, so that what a killed
 * engine left is found and removed by the next one.
 */
export class SpoolFolder {
  readonly #folder: string;
  readonly #onDisk: string;
  readonly #pipes: string[] = [];
  #number = 0;

  constructor(dataDir: string) {
    const name = `argus-engine-${createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16)}`;
    const base = existsSync(MEMORY_FOLDER) && freeBytes(MEMORY_FOLDER) > HEADROOM ? MEMORY_FOLDER : tmpdir();
    this.#folder = path.join(base, name);
    this.#onDisk = path.join(dataDir, 'spool');
    for (const folder of [this.#folder, this.#onDisk]) {
      rmSync(folder, { recursive: true, force: true });
      // Others on this machine must not read what passes; a folder that somebody else made first is an error.
      mkdirSync(folder, { mode: 0o700 });
    }
  }

  /** A path for a file of about `bytes`; where that is unknown, memory is taken to do. */
  file(bytes: number | undefined): string {
    const hasRoom = freeBytes(this.#folder) > HEADROOM + 2 * (bytes ?? 0);
    return path.join(hasRoom ? this.#folder : this.#onDisk, `data-${this.#number++}`);
  }

  /** A named pipe that nobody uses. */
  takePipe(): string {
    return this.#pipes.pop() ?? this.#makePipes();
  }

  /** Gives a pipe back, once the engine has let go of it. */
  releasePipe(pipe: string): void {
    this.#pipes.push(pipe);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    rmSync(this.#onDisk, { recursive: true, force: true });
  }

  /** Makes some, and answers one of them. */
  #makePipes(): string {
    const first = path.join(this.#folder, `pipe-${this.#number++}`);
    const others = Array.from({ length: PIPES_AT_A_TIME }, () => path.join(this.#folder, `pipe-${this.#number++}`));
    // Node cannot make a named pipe; mkfifo is in POSIX, and it is asked once for many.
    execFileSync('mkfifo', ['-m', '600', first, ...others]);
    this.#pipes.push(...others);
    return first;
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
