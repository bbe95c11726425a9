import { loadGatewayConfig } from '@argus/config';
import { HELP, parseArguments } from './consumption.arguments.js';
import type { ConsumptionSettings } from './consumption.settings.js';

/** Where a gateway that listens on every address is reached from its own machine. */
const ownAddress = (host: string): string => (/^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host);

function gatewayUrl(): string {
  const { host, port } = loadGatewayConfig();
  const address = ownAddress(host);
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

async function call(url: string, key: string | undefined, change: Partial<ConsumptionSettings>) {
  const isChange = Object.keys(change).length > 0;
  const response = await fetch(`${url}/admin/consumption`, {
    method: isChange ? 'PATCH' : 'GET',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(isChange ? { body: JSON.stringify(change) } : {}),
  });
  const body: unknown = await response.json();
  if (response.ok) return body as ConsumptionSettings;
  const detail = typeof body === 'object' && body && 'detail' in body ? String(body.detail) : response.statusText;
  throw new Error(`${response.status}: ${detail}`);
}

function describe({ paused, max_events_per_second: rate }: ConsumptionSettings): string {
  const speed = rate === null ? 'as fast as ClickHouse takes them' : `at most ${rate} a second`;
  return paused ? `paused (when resumed: ${speed})` : `delivering, ${speed}`;
}

try {
  const { help, url, key, change } = parseArguments(process.argv.slice(2));
  console.log(help ? HELP : describe(await call(url ?? gatewayUrl(), key, change)));
} catch (error) {
  const isDown = error instanceof TypeError && error.message === 'fetch failed';
  const reason = error instanceof Error ? error.message : String(error);
  console.error(isDown ? 'The gateway does not answer. Is it running (npm start)?' : reason);
  process.exitCode = 1;
}
