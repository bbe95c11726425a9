import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  type ClickHouseClient,
  type GatewaySettingRow,
  ask,
  gatewaySettings,
  putGatewaySettings,
} from '@argus/clickhouse';
import type { Logger } from '@argus/telemetry';
import { writeJson } from '../sources/write-json.js';
import { ClickHouseLink } from '../storage/clickhouse-link.js';
import { FolderLock } from '../storage/folder-lock.js';
import { CLICKHOUSE, LOGGER } from '../storage/tokens.js';
import { LocalSettings } from './local-settings.js';
import { type Settings, mergeSettings } from './merge-settings.js';
import { canonical, settingName, splitName } from './setting-name.js';

const POLL_MS = 2_000;

/** A value is compared in one form, whoever wrote it. */
const shareable = (rows: readonly GatewaySettingRow[]): Settings =>
  new Map(
    rows.map(({ kind, name, value, is_deleted: isDeleted }) => [
      `${kind}/${name}`,
      isDeleted ? undefined : canonical(JSON.parse(value)),
    ]),
  );

const rowOf = ([fullName, value]: [string, string | undefined]): GatewaySettingRow => ({
  ...splitName(fullName),
  value: value ?? '',
  is_deleted: value === undefined,
});

/**
 * Keeps keys, sources and tracking plan of this gateway the same as those of every other gateway on this ClickHouse: what
 * is changed at one counts at the others within seconds. The files stay what a gateway goes by, so nothing changes for one
 * that is alone, or whose ClickHouse is away.
 */
@Injectable()
export class SettingsSync implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stop = new AbortController();
  readonly #refused = new Set<string>();
  #running: Promise<void> = Promise.resolve();
  #before: Settings = new Map();
  #failure = '';

  constructor(
    @Inject(CLICKHOUSE) private readonly client: ClickHouseClient,
    private readonly link: ClickHouseLink,
    private readonly local: LocalSettings,
    private readonly lock: FolderLock,
  ) {}

  @Inject(LOGGER) private readonly logger!: Logger;

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** What was agreed on last; after a crash in between, a change counts as made here or there once more. */
  get #file(): string {
    return path.join(this.lock.folder, 'shared-settings.json');
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.link.whenReady(), stopped]);
    const text = await readFile(this.#file, 'utf8').catch(() => '{}');
    this.#before = new Map(Object.entries(JSON.parse(text) as Record<string, string>));
    while (!signal.aborted) {
      if (this.link.isUp) await this.#syncOrWarn();
      await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #syncOrWarn(): Promise<void> {
    try {
      await this.#sync();
      this.#failure = '';
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (failure !== this.#failure && !this.#stop.signal.aborted) {
        this.logger.warn({ reason: failure }, 'settings cannot be shared with other gateways; those on disk count');
      }
      this.#failure = failure;
    }
  }

  async #sync(): Promise<void> {
    const shared = shareable(await ask(this.client, gatewaySettings(), { signal: this.#stop.signal }));
    const merge = mergeSettings(this.#before, this.local.read(), shared);
    if (merge.shared.size > 0) await putGatewaySettings(this.client, [...merge.shared].map(rowOf));
    for (const [name, value] of merge.here) await this.#putHere(name, value);
    const names = [...merge.here.keys(), ...merge.shared.keys()];
    if (names.length > 0) this.logger.info({ settings: names }, 'settings are shared with the other gateways');
    await this.#remember(new Map([...shared, ...merge.shared]));
  }

  /** What this gateway cannot use (another version may have set it) is left out and said once. */
  async #putHere(name: string, value: string | undefined): Promise<void> {
    try {
      await this.local.put(name, value);
    } catch (error) {
      const said = settingName(splitName(name).kind, `${name} ${value}`);
      if (!this.#refused.has(said)) this.logger.error({ err: error, setting: name }, 'a shared setting cannot be used');
      this.#refused.add(said);
    }
  }

  async #remember(agreed: Settings): Promise<void> {
    const own = this.local.read();
    const next = new Map([...own].filter(([name, value]) => agreed.get(name) === value));
    if (canonical(Object.fromEntries(next)) === canonical(Object.fromEntries(this.#before))) return;
    await writeJson(this.#file, Object.fromEntries(next));
    this.#before = next;
  }
}
