import { open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { QueueClosedError } from './queue.errors.js';
import { syncFolder } from './sync-folder.js';
import { decodeJournal, encodeEntry, StateFold, type QueueState, type StateEntry } from './state-entry.format.js';
import { recoverState, type RecoveredState } from './state-recovery.js';
import type { Manifest } from './manifest.interface.js';
import type { QueueDamage } from './queue.interface.js';

/*
 * What has been delivered and what is in doubt: a journal of lines, kept twice (`state-a.journal`, `state-b.journal`),
 * since a lost cursor would mean that everything is delivered again. Each entry goes to both files and is flushed in
 * both; entries that come meanwhile share the next flush. Above a megabyte, and at each opening, both are written anew
 * with one entry that says it all, one after the other, by rename.
 *
 * A full disk must not stop delivery, which alone can free it: `reserve` is a file that gives its space back then.
 */
const COPIES = ['state-a.journal', 'state-b.journal'] as const;
/** In the queue's folder. */
export const RESERVE = 'reserve';
const RESERVE_BYTES = 1024 * 1024;
const LEAST_RESERVE_BYTES = 64 * 1024;
const COMPACT_BYTES = 1024 * 1024;

type Change =
  | { readonly type: 'manifest'; readonly manifest: Manifest; readonly flushed: number }
  | { readonly type: 'manifest_closed'; readonly token: string; readonly flushed: number }
  | { readonly type: 'acknowledged'; readonly through: number; readonly flushed: number };

export interface JournalReport {
  readonly recovered: RecoveredState | undefined;
  readonly damages: readonly QueueDamage[];
}

/** Reads both copies; changes nothing. */
export async function readJournal(dir: string): Promise<JournalReport> {
  const files = await Promise.all(COPIES.map((name) => readFile(join(dir, name)).catch(() => undefined)));
  const decoded = files.map((bytes) => decodeJournal(bytes ?? Buffer.alloc(0)));
  const recovered = recoverState(decoded);
  const damages: QueueDamage[] = [];
  for (const [index, name] of COPIES.entries()) {
    const file = join(dir, name);
    const copy = decoded[index];
    for (const { offset, bytes } of copy?.damaged ?? []) {
      damages.push({ kind: 'damaged_journal', file, offset, bytes, detail: 'a line fails its checksum' });
    }
    const has = copy?.entries.has((recovered?.nextEntry ?? 0) - 1) ?? false;
    if (recovered && !has && (copy?.damaged.length ?? 0) === 0) {
      const bytes = files[index]?.length ?? 0;
      damages.push({
        kind: 'damaged_journal',
        file,
        offset: bytes,
        bytes: 0,
        detail: 'entries of the other copy lack',
      });
    }
  }
  return { recovered, damages };
}

export class StateJournal {
  private handles: FileHandle[] = [];
  private size = 0;
  private lines: string[] = [];
  private waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  private running: Promise<void> | undefined;
  private broken = false;
  private ended = false;

  private constructor(
    private readonly dir: string,
    private readonly fold: StateFold,
    private nextEntry: number,
  ) {}

  /** Writes `state` as the beginning of both copies, if need be with the reserve; durable when it resolves. */
  static async create(dir: string, state: QueueState, nextEntry: number): Promise<StateJournal> {
    const journal = new StateJournal(dir, StateFold.from(state), nextEntry);
    await journal.replace();
    return journal;
  }

  get state(): QueueState {
    return this.fold.state;
  }

  get acknowledged(): number {
    return this.fold.acknowledged;
  }

  /** Takes effect in memory at once; resolves when it is durable. */
  record(change: Change): Promise<void> {
    // After the end the folder may be another process's.
    if (this.ended) return Promise.reject(new QueueClosedError());
    const entry: StateEntry = { n: this.nextEntry, ...change };
    this.nextEntry += 1;
    this.fold.apply(entry);
    this.lines.push(encodeEntry(entry));
    const done = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    this.running ??= this.drain();
    return done;
  }

  /** Notes a clean end (what is not durable then, the next opening treats as after a crash) and closes the files. */
  async end(lastSequence: number): Promise<void> {
    this.ended = true;
    await this.running;
    await this.replace(lastSequence).catch(() => {});
    await Promise.all(this.handles.map((handle) => handle.close()));
    this.handles = [];
  }

  private async drain(): Promise<void> {
    // A turn later, so that what is recorded together is flushed together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const waiting = this.waiting;
      const text = this.lines.join('');
      this.waiting = [];
      this.lines = [];
      try {
        await this.write(text);
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        for (const { reject } of waiting) reject(error);
      }
    }
    this.running = undefined;
  }

  private async write(text: string): Promise<void> {
    if (!this.broken && this.size < COMPACT_BYTES) {
      try {
        await this.appendToBoth(Buffer.from(text));
        return;
      } catch {
        // What stands in the files now is unknown; they are replaced as a whole.
        this.broken = true;
      }
    }
    await this.replace();
  }

  /** Writes both files anew; if the disk is full, with the space that was kept for it. */
  private async replace(closedAt?: number): Promise<void> {
    try {
      await this.rewrite(closedAt);
    } catch {
      await rm(join(this.dir, RESERVE), { force: true });
      await this.rewrite(closedAt);
    }
  }

  private async appendToBoth(bytes: Buffer): Promise<void> {
    const both = await Promise.allSettled(
      this.handles.map(async (handle) => {
        await writeAll(handle, bytes, this.size);
        await handle.datasync();
      }),
    );
    for (const one of both) if (one.status === 'rejected') throw one.reason;
    this.size += bytes.length;
  }

  /** The state in memory already holds what is being written, so a rewrite stands for every waiting line. */
  private async rewrite(closedAt?: number): Promise<void> {
    const entries: StateEntry[] = [{ n: this.nextEntry, type: 'state', state: this.fold.state }];
    if (closedAt !== undefined) entries.push({ n: this.nextEntry + 1, type: 'closed', lastSequence: closedAt });
    this.nextEntry += entries.length;
    const bytes = Buffer.from(entries.map(encodeEntry).join(''));
    const opened: FileHandle[] = [];
    try {
      for (const name of COPIES) opened.push(await replaceFile(join(this.dir, name), bytes));
      await syncFolder(this.dir);
    } catch (error) {
      await Promise.all(opened.map((handle) => handle.close()));
      this.broken = true;
      throw error;
    }
    await Promise.all(this.handles.map((handle) => handle.close().catch(() => {})));
    this.handles = opened;
    this.size = bytes.length;
    this.broken = false;
    await this.keepReserve();
  }

  /** As much as there is space for: without it a disk that is full to the last block is harder to get out of. */
  private async keepReserve(): Promise<void> {
    const reserve = join(this.dir, RESERVE);
    const kept = await stat(reserve).then(
      ({ size }) => size,
      () => 0,
    );
    for (let bytes = RESERVE_BYTES; bytes > kept && bytes >= LEAST_RESERVE_BYTES; bytes /= 4) {
      const isKept = await writeFile(reserve, Buffer.alloc(bytes)).then(
        () => true,
        () => false,
      );
      if (isKept) return;
      // A part of it would take the last space.
      await rm(reserve, { force: true });
    }
  }
}

async function replaceFile(path: string, bytes: Buffer): Promise<FileHandle> {
  const draft = `${path}.draft`;
  const handle = await open(draft, 'w');
  try {
    await writeAll(handle, bytes, 0);
    await handle.sync();
    await rename(draft, path);
    return handle;
  } catch (error) {
    await handle.close();
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}
