import path from 'node:path';
import { Inject, Injectable, type OnModuleInit, type OnApplicationShutdown } from '@nestjs/common';
import { readFrameHeader } from '@argus/codec';
import type { AppendOutcomes } from '@argus/contract';
import type { Queue } from '@argus/queue';
import type { Logger } from '@argus/telemetry';
import type { Settled } from '../delivery/settled.js';
import { FolderLock } from '../storage/folder-lock.js';
import { LOGGER, QUEUE } from '../storage/tokens.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.file.js';
import { EMPTY_CHECKPOINT, Ledger } from './ledger.js';

const SAVE_EVERY_MS = 1_000;

/** A frame that is durable. */
export interface AppendedFrame {
  source: string;
  /** Sequence numbers that it takes, at least one. */
  rows: number;
  outcomes: AppendOutcomes;
}

/**
 * The durable ledger: restored from the last checkpoint and the frames after it, saved every second while it changes.
 * A crash loses at most a second of `throttled`, `throttled_requests` and `refused_full`, which no frame holds.
 */
@Injectable()
export class LedgerService implements OnModuleInit, OnApplicationShutdown {
  #ledger = new Ledger();
  #isDirty = false;
  #saving: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(QUEUE) private readonly queue: Queue,
    private readonly lock: FolderLock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const checkpoint = await this.#readCheckpoint();
    this.#ledger = new Ledger(checkpoint);
    const deliveredThrough = this.queue.acknowledgedThrough;
    for await (const { first, count, payload } of this.queue.frames(checkpoint.storedThrough + 1)) {
      const last = first + Math.max(1, count) - 1;
      try {
        const { source, events, outcomes } = readFrameHeader(payload);
        this.#ledger.replay({ source, first, last, events, outcomes }, deliveredThrough);
      } catch (error) {
        this.logger.error({ err: error, sequence: first }, 'a frame cannot be read; it is missing in the ledger');
      }
    }
    this.#ledger.replayed(deliveredThrough);
    // A disk that takes nothing must not keep the gateway from starting: delivery alone can free it.
    this.#isDirty = true;
    await this.#saveIfChanged();
    this.#timer = setInterval(() => void this.#saveIfChanged(), SAVE_EVERY_MS);
    this.#timer.unref();
  }

  /** Call it at once when the append of the frame has resolved with `first`, before any other await. */
  appended({ source, rows, outcomes }: AppendedFrame, first: number): void {
    this.#ledger.appended({ source, first, last: first + rows - 1, events: outcomes.accepted, outcomes });
    this.#isDirty = true;
  }

  /** Events of a source that were turned away before they were judged. */
  refused(source: string, outcome: 'throttled' | 'refused_full', events: number): void {
    this.#ledger.refused(source, outcome, events);
    this.#isDirty = true;
  }

  /** A request of a source that was turned away by the rate limit before it was read. */
  turnedAway(source: string): void {
    this.#ledger.turnedAway(source);
    this.#isDirty = true;
  }

  /** A range was delivered. Durable before the queue lets go of it only where an event was diverted: those are rare. */
  async settled({ cut, events, diverted }: Settled): Promise<void> {
    for (const { sequence, source } of diverted) this.#ledger.diverted(sequence, source);
    if (diverted.length > 0) await this.#save();
    this.#ledger.settled(cut.last, events);
    this.#isDirty = true;
  }

  /** Every event up to this sequence is counted as stored. */
  get storedThrough(): number {
    return this.#ledger.storedThrough;
  }

  /** The counts of these sources; all where none are named. */
  report(only?: readonly string[]): ReturnType<Ledger['report']> {
    return this.#ledger.report(only);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#save();
  }

  get #file(): string {
    return path.join(this.lock.folder, 'ledger.json');
  }

  async #readCheckpoint() {
    try {
      return (await readCheckpoint(this.#file)) ?? EMPTY_CHECKPOINT;
    } catch (error) {
      this.logger.error({ err: error }, 'the ledger is damaged; it begins again with what the queue still holds');
      return EMPTY_CHECKPOINT;
    }
  }

  async #saveIfChanged(): Promise<void> {
    if (!this.#isDirty) return;
    try {
      await this.#save();
    } catch (error) {
      this.logger.warn({ err: error }, 'the ledger could not be saved; trying again in a second');
    }
  }

  /** One save at a time; frames that it covers may then leave the queue. */
  #save(): Promise<void> {
    this.#saving = this.#saveAfter(this.#saving);
    return this.#saving;
  }

  async #saveAfter(earlier: Promise<void>): Promise<void> {
    await earlier.catch(() => {});
    this.#isDirty = false;
    const checkpoint = this.#ledger.checkpoint();
    try {
      await writeCheckpoint(this.#file, checkpoint);
    } catch (error) {
      this.#isDirty = true;
      throw error;
    }
    this.queue.hold('ledger', checkpoint.storedThrough + 1);
  }
}
