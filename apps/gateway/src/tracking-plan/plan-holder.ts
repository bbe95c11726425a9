import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { BUILT_IN_FOLDER, type PlanEntry, TrackingPlan, compileEntry, loadPlan } from '@argus/tracking-plan';
import { writeJson } from '../sources/write-json.js';
import { oneAtATime } from '../storage/one-at-a-time.js';
import { CONFIG, LOGGER } from '../storage/tokens.js';
import { planFileName } from './plan-file-name.js';

const RELOAD_MS = 1_000;

/** What a folder holds, in a form that changes whenever a file of it does; empty where there is none. */
async function versionOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const times = await Promise.all(files.map((name) => stat(path.join(folder, name)).catch(() => undefined)));
  return files.map((name, at) => `${name} ${times[at]?.mtimeMs}`).join('\n');
}

/**
 * The tracking plan as it is now: what ships with Argus, and what this installation put beside or over it in
 * `DATA_DIR/tracking-plan`. A change of that folder counts within a second.
 */
@Injectable()
export class PlanHolder implements OnModuleInit, OnModuleDestroy {
  current = new TrackingPlan([]);
  readonly #folder: string;
  readonly #inOrder = oneAtATime();
  #version = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#folder = path.join(config.dataDir, 'tracking-plan');
  }

  async onModuleInit(): Promise<void> {
    await this.#load();
    this.#timer = setInterval(() => void this.#loadIfChanged(), RELOAD_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Whether an entry ships with Argus. */
  isBuiltIn(file: string): boolean {
    return path.dirname(file) === BUILT_IN_FOLDER;
  }

  /** Registers an event type, or replaces its rules. Throws PlanEntryError for a schema that cannot be used. */
  async put(entry: PlanEntry): Promise<void> {
    compileEntry(entry);
    await this.#inOrder(async () => {
      const known = this.current.find(entry.category, entry.name)?.file;
      const own = known !== undefined && !this.isBuiltIn(known) ? known : undefined;
      await writeJson(own ?? path.join(this.#folder, planFileName(entry)), entry);
      await this.#load();
    });
  }

  /** Takes an entry of this installation away; false where it has none. A built-in entry of the type counts again. */
  remove(category: string, name: string): Promise<boolean> {
    return this.#inOrder(async () => {
      const file = this.current.find(category, name)?.file;
      if (file === undefined || this.isBuiltIn(file)) return false;
      await rm(file, { force: true });
      await this.#load();
      return true;
    });
  }

  async #loadIfChanged(): Promise<void> {
    try {
      if ((await versionOf(this.#folder)) !== this.#version) await this.#load();
    } catch (error) {
      this.logger.error({ err: error }, 'the tracking plan cannot be read; the one of before stays in force');
    }
  }

  /** Events that are judged meanwhile are judged by the old plan as a whole. */
  async #load(): Promise<void> {
    const version = await versionOf(this.#folder);
    const { plan, refused } = await loadPlan([BUILT_IN_FOLDER, this.#folder], this.current);
    for (const { file, reason } of refused) {
      this.logger.error({ file: path.basename(file), reason }, 'a file of the tracking plan is left out');
    }
    this.current = plan;
    this.#version = version;
    this.logger.info({ entries: plan.entries.length }, 'the tracking plan is loaded');
  }
}
