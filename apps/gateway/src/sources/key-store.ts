import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ConfigError, type GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { CONFIG, LOGGER } from '../storage/tokens.js';
import { isLoopback } from './address.js';
import { keyFileOf, readKeys, versionOf } from './key-file.js';
import type { KeyRecord } from './key-record.type.js';
import { findKey } from './secret.js';

/** How soon a key that was made or revoked on the command line counts here. */
const RELOAD_MS = 1_000;

/** Resolves when the keys that other gateways share are in the file, as far as they can be known. */
export const KEYS_PULLED = Symbol('KEYS_PULLED');

/** The keys of this installation, in memory; the file is read again when it changes. */
@Injectable()
export class KeyStore implements OnModuleDestroy {
  #byDigest: ReadonlyMap<string, KeyRecord> = new Map();
  #version = -1;
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(KEYS_PULLED) _pulled: unknown,
  ) {
    this.#file = keyFileOf(config.dataDir);
    this.#reload();
    if (!this.isRequired && !isLoopback(config.host) && !config.allowNoKeys) {
      throw new ConfigError(
        `HOST=${config.host} can be reached from other machines, and there are no keys: anybody could read and write. ` +
          'Make keys (npm run keys -- create --source shop --scope ingest), listen on 127.0.0.1, or set ALLOW_NO_KEYS=1.',
      );
    }
    this.#timer = setInterval(() => this.#reloadOrWarn(), RELOAD_MS).unref();
  }

  /** Whether callers need a key: from the first key on, and also when all of them were revoked. */
  get isRequired(): boolean {
    return this.#byDigest.size > 0;
  }

  /** The record of a key that is not revoked. */
  find(key: string): KeyRecord | undefined {
    return findKey(this.#byDigest, key);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  #reload(): void {
    const version = versionOf(this.#file);
    if (version === this.#version) return;
    const records = readKeys(this.#file);
    this.#byDigest = new Map(records.map((record) => [record.sha256, record]));
    this.#version = version;
    this.logger.info({ keys: records.length }, 'the keys are loaded');
  }

  /** A file that is broken for a moment must not open the gateway: the keys of before stay. */
  #reloadOrWarn(): void {
    try {
      this.#reload();
    } catch (error) {
      this.logger.error({ err: error }, 'the keys cannot be read; those of before stay in force');
    }
  }
}
