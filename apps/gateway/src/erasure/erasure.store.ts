import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from '@argus/telemetry';
import { FolderLock } from '../storage/folder-lock.js';
import { replaceFile } from '../storage/replace-file.js';
import { LOGGER } from '../storage/tokens.js';
import type { ErasureJob } from './erasure.job.js';

/** The jobs of this gateway, a file each in its folder: they outlive restarts, and the end of ClickHouse. */
@Injectable()
export class ErasureStore implements OnModuleInit {
  readonly #jobs = new Map<string, ErasureJob>();

  constructor(
    private readonly lock: FolderLock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      if (name.endsWith('.json')) await this.#load(path.join(this.#folder, name));
    }
  }

  /** Every job, the newest first. */
  get all(): ErasureJob[] {
    return [...this.#jobs.values()].sort((a, b) => b.requested_at_ms - a.requested_at_ms);
  }

  find(jobId: string): ErasureJob | undefined {
    return this.#jobs.get(jobId);
  }

  /** Durable when it resolves. */
  async put(job: ErasureJob): Promise<void> {
    const file = path.join(this.#folder, `${job.job_id}.json`);
    await replaceFile(file, `${JSON.stringify(job, undefined, 2)}\n`, { mode: 0o600 });
    this.#jobs.set(job.job_id, job);
  }

  get #folder(): string {
    return path.join(this.lock.folder, 'erasures');
  }

  /** One file that cannot be read must not keep the gateway from starting, nor be forgotten silently. */
  async #load(file: string): Promise<void> {
    try {
      const job = JSON.parse(await readFile(file, 'utf8')) as ErasureJob;
      if (typeof job.job_id !== 'string' || typeof job.state !== 'string') throw new TypeError('not an erasure');
      this.#jobs.set(job.job_id, job);
    } catch (error) {
      this.logger.error({ err: error, file }, 'an erasure cannot be read; ask for it again');
    }
  }
}
