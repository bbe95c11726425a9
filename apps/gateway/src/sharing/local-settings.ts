import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import { parseEntry } from '@argus/tracking-plan';
import { keyFileOf, readKeys, writeKeys } from '../sources/key-file.js';
import type { KeyRecord } from '../sources/key-record.type.js';
import { SettingsStore } from '../sources/settings-store.js';
import { CONFIG } from '../storage/tokens.js';
import { PlanHolder } from '../tracking-plan/plan-holder.js';
import { canonical, settingName, splitName } from './setting-name.js';

/** What this gateway keeps in files, as settings that can be shared. What ships with Argus is not among them. */
@Injectable()
export class LocalSettings {
  readonly #keyFile: string;

  constructor(
    @Inject(CONFIG) { dataDir }: GatewayConfig,
    private readonly sources: SettingsStore,
    private readonly plan: PlanHolder,
  ) {
    this.#keyFile = keyFileOf(dataDir);
  }

  /** All of them. Throws where the file of keys cannot be read: that must not look as if there were none. */
  read(): Map<string, string> {
    const settings = new Map<string, string>();
    for (const record of readKeys(this.#keyFile)) settings.set(settingName('key', record.id), canonical(record));
    for (const [source, given] of Object.entries(this.sources.given)) {
      settings.set(settingName('source', source), canonical(given));
    }
    for (const { entry, file } of this.plan.current.entries) {
      const name = JSON.stringify([entry.category, entry.name]);
      if (!this.plan.isBuiltIn(file)) settings.set(settingName('plan', name), canonical(entry));
    }
    return settings;
  }

  /** Sets one, or takes it away. Throws what the file or the rules of settings say against it. */
  async put(fullName: string, value: string | undefined): Promise<void> {
    const { kind, name } = splitName(fullName);
    const given: unknown = value === undefined ? undefined : JSON.parse(value);
    if (kind === 'source') await this.sources.set(name, given);
    else if (kind === 'plan') await this.#putEntry(name, given);
    else if (given !== undefined) await this.#putKey(given as KeyRecord);
  }

  async #putEntry(name: string, given: unknown): Promise<void> {
    const [category, type] = JSON.parse(name) as [string, string];
    if (given === undefined) await this.plan.remove(category, type);
    else await this.plan.put(parseEntry(given));
  }

  /** The file is read again at the last moment: the command line writes it too. */
  async #putKey(record: KeyRecord): Promise<void> {
    const keys = readKeys(this.#keyFile);
    const at = keys.findIndex(({ id }) => id === record.id);
    if (at < 0) keys.push(record);
    else keys[at] = record;
    await writeKeys(this.#keyFile, keys);
  }
}
