import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { oneAtATime } from '../storage/one-at-a-time.js';
import { CONFIG, LOGGER } from '../storage/tokens.js';
import { parseSettings } from './parse-settings.js';
import { DEFAULT_SETTINGS, type SourceSettings } from './source-settings.type.js';
import type { SourceSettingsDto } from './sources.dto.js';
import { writeJson } from './write-json.js';

const RELOAD_MS = 1_000;

/** The settings of every source that has its own; a change of the file counts within a second. */
@Injectable()
export class SettingsStore implements OnModuleInit, OnModuleDestroy {
  #settings: ReadonlyMap<string, SourceSettings> = new Map();
  #given: Record<string, SourceSettingsDto> = {};
  #version = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #file: string;
  readonly #inOrder = oneAtATime();

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#file = path.join(config.dataDir, 'sources.json');
  }

  async onModuleInit(): Promise<void> {
    await this.#reload();
    this.#timer = setInterval(() => void this.#reload(), RELOAD_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** What counts for a source. */
  of(source: string): SourceSettings {
    return this.#settings.get(source) ?? DEFAULT_SETTINGS;
  }

  /** What was set, by source, as it stands in the file. */
  get given(): Readonly<Record<string, SourceSettingsDto>> {
    return this.#given;
  }

  /** Every origin that some source takes events from: a preflight does not say for which source it asks. */
  get origins(): string[] {
    return [...this.#settings.values()].flatMap(({ origins }) => origins);
  }

  /** Sets what one source is to have; undefined takes all of it back. Throws SettingsError for what cannot be used. */
  async set(source: string, given: unknown): Promise<void> {
    if (given !== undefined) parseSettings(given);
    await this.#inOrder(async () => {
      const { [source]: _before, ...others } = this.#given;
      await writeJson(this.#file, given === undefined ? others : { ...others, [source]: given });
      // Two changes within one tick of the file system's clock have the same time.
      this.#version = NaN;
      await this.#reload();
    });
  }

  async #reload(): Promise<void> {
    try {
      const version = await stat(this.#file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      if (version === this.#version) return;
      const given =
        version === 0 ? {} : (JSON.parse(await readFile(this.#file, 'utf8')) as Record<string, SourceSettingsDto>);
      this.#settings = new Map(Object.entries(given).map(([source, settings]) => [source, parseSettings(settings)]));
      this.#given = given;
      this.#version = version;
      this.logger.info({ sources: Object.keys(given) }, 'the settings of the sources are loaded');
    } catch (error) {
      this.logger.error({ err: error }, 'sources.json cannot be used; the settings of before stay in force');
    }
  }
}
