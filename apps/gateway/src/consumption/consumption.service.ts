import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from '@argus/telemetry';
import type { DeliveryGate } from '../delivery/dispatcher.js';
import { RateBucket } from '../delivery/rate.js';
import { FolderLock } from '../storage/folder-lock.js';
import { oneAtATime } from '../storage/one-at-a-time.js';
import { abortable } from '../storage/patience.js';
import { LOGGER } from '../storage/tokens.js';
import { readSettings, writeSettings } from './consumption.file.js';
import { type ConsumptionSettings, UNLIMITED } from './consumption.settings.js';

/** The tap between queue and ClickHouse: pause, rate, and holds by maintenance; what an operator sets outlives restarts. */
@Injectable()
export class ConsumptionService implements DeliveryGate, OnModuleInit {
  #settings: ConsumptionSettings = UNLIMITED;
  #bucket: RateBucket | undefined;
  #holds = 0;
  #lookForHolds: () => Promise<boolean> = () => Promise.resolve(true);
  readonly #changes = new EventEmitter();
  readonly #inOrder = oneAtATime();

  constructor(
    private readonly lock: FolderLock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#apply(await this.#read());
  }

  get settings(): ConsumptionSettings {
    return this.#settings;
  }

  /** Sets what is named and keeps the rest; durable when it resolves. */
  change(changes: Partial<ConsumptionSettings>): Promise<ConsumptionSettings> {
    return this.#inOrder(async () => {
      const settings = { ...this.#settings, ...changes };
      await writeSettings(this.#file, settings);
      this.#apply(settings);
      this.logger.info({ consumption: settings }, 'consumption was changed');
      return settings;
    });
  }

  /** Keeps new batches from starting until the returned function is called; does not touch what the operator set. */
  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      this.#notify();
    };
  }

  get isOpen(): boolean {
    return !this.#settings.paused && this.#holds === 0;
  }

  async whenOpen(signal: AbortSignal): Promise<void> {
    while (!this.isOpen) await once(this.#changes, 'open', { signal });
  }

  async whenClear(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      await this.whenOpen(signal);
      const isKnown = await abortable(this.#lookForHolds(), signal);
      if (this.isOpen) return isKnown;
    }
  }

  /** Sets what is run before an insert, to `hold` where somebody else wants that. It answers whether that is known, and never rejects. */
  lookBy(lookForHolds: () => Promise<boolean>): void {
    this.#lookForHolds = lookForHolds;
  }

  allowedRows(nowMs: number): number {
    return this.#bucket?.available(nowMs) ?? Infinity;
  }

  take(rows: number, nowMs: number): void {
    this.#bucket?.take(rows, nowMs);
  }

  get #file(): string {
    return path.join(this.lock.folder, 'consumption.json');
  }

  /** A file that a failing disk changed must not keep the gateway from starting. */
  async #read(): Promise<ConsumptionSettings> {
    try {
      return await readSettings(this.#file);
    } catch (error) {
      this.logger.error(
        { err: error, file: this.#file },
        'what was set for consumption cannot be read; there is no limit now',
      );
      return UNLIMITED;
    }
  }

  #apply(settings: ConsumptionSettings): void {
    const rate = settings.max_events_per_second;
    if (rate !== this.#settings.max_events_per_second || !this.#bucket) {
      this.#bucket = rate === null ? undefined : new RateBucket(rate, performance.now());
    }
    this.#settings = settings;
    this.#notify();
  }

  #notify(): void {
    if (this.isOpen) this.#changes.emit('open');
  }
}
