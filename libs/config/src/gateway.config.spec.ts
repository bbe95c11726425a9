import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadGatewayConfig } from './gateway.config.js';
import { ConfigError } from './read.js';

describe('settings of the gateway', () => {
  it('[A4] embeds ClickHouse unless a server is named', () => {
    expect(loadGatewayConfig({}).clickhouse).toMatchObject({ url: 'http://127.0.0.1:8123', embedded: true });
    expect(loadGatewayConfig({ CLICKHOUSE_URL: 'https://ch.example:8443' }).clickhouse).toMatchObject({
      url: 'https://ch.example:8443',
      embedded: false,
    });
  });

  it('names every bad variable at once, and the remedy', () => {
    const load = () => loadGatewayConfig({ PORT: 'http', THROTTLE_LIMIT: '-1', LOG_LEVEL: 'loud' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/PORT: "http" is not a whole number; give one from 0 to 65535/);
    expect(load).toThrow(/THROTTLE_LIMIT: -1 is out of range/);
    expect(load).toThrow(/LOG_LEVEL: "loud" is none of fatal, error/);
  });

  it('shares through Redis where it is told to, and never shows what is in its address', () => {
    expect(loadGatewayConfig({}).redis).toBeUndefined();
    expect(loadGatewayConfig({ REDIS_URL: 'redis://redis:6379' }).redis).toEqual({
      url: 'redis://redis:6379',
      timeoutMs: 500,
      dedupMs: 3_600_000,
    });
    const load = () => loadGatewayConfig({ REDIS_URL: 'http://:swordfish@redis:6379' });
    expect(load).toThrow(/REDIS_URL: this is not an address such as redis:\/\/redis:6379/);
    expect(load).not.toThrow(/swordfish/);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadGatewayConfig({ PORT: '', CLICKHOUSE_URL: '' })).toMatchObject({
      port: 3000,
      clickhouse: { embedded: true },
    });
  });

  it('[A4] reads the password from a file where it is told to', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'argus-config-')), 'password');
    writeFileSync(file, 'swordfish\n');
    expect(loadGatewayConfig({ CLICKHOUSE_PASSWORD_FILE: file }).clickhouse.password).toBe('swordfish');
    expect(() => loadGatewayConfig({ CLICKHOUSE_PASSWORD_FILE: `${file}.no` })).toThrow(/CLICKHOUSE_PASSWORD_FILE/);
  });
});
