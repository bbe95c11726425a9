import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SupervisorConfig } from '@argus/config';
import { type Finding, fine, warning, wrong } from './finding.js';

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);

/** How many keys are in use; throws SyntaxError where the file cannot be read. */
async function keysInUse(dataDir: string): Promise<number> {
  try {
    const text = await readFile(path.join(dataDir, 'keys.json'), 'utf8');
    const { keys } = JSON.parse(text) as { keys: { revoked_at?: string | null }[] };
    return keys.filter(({ revoked_at: revoked }) => revoked === undefined || revoked === null).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Who may reach the gateway, and whether it asks them who they are. */
export async function checkKeys({ gateway }: SupervisorConfig): Promise<Finding> {
  const { host, dataDir, allowNoKeys } = gateway;
  let keys: number;
  try {
    keys = await keysInUse(dataDir);
  } catch (error) {
    const remedy = `Restore ${path.join(dataDir, 'keys.json')} from a backup, or remove it and make new keys.`;
    return wrong('Keys', `cannot be read: ${(error as Error).message}`, remedy);
  }
  const found = `${keys} in use, listening on ${host}`;
  if (isLoopback(host) || keys > 0) return fine('Keys', found);
  if (allowNoKeys) {
    const remedy = 'Everybody who reaches this address may send and read. Make keys, and unset ALLOW_NO_KEYS.';
    return warning('Keys', found, remedy);
  }
  const remedy = 'The gateway refuses to start so. Make a key: npm run keys -- create --source shop --scope ingest';
  return wrong('Keys', found, remedy);
}

/** Settings that are allowed and rarely meant. Pure. */
export function checkSettings({ gateway }: SupervisorConfig): Finding {
  const { throttle, verifyIntervalSeconds, retention, queue } = gateway;
  const odd = [
    ...(throttle.limit === 0 ? ['THROTTLE_LIMIT=0: one sender can fill the queue'] : []),
    ...(verifyIntervalSeconds === 0 ? ['VERIFY_INTERVAL_SECONDS=0: nobody compares aggregates with raw events'] : []),
    ...(queue.minFreeBytes === 0 ? ['QUEUE_MIN_FREE_BYTES=0: the disk may become full'] : []),
  ];
  const kept = retention.events === 0 ? 'for ever' : `for ${retention.events} days`;
  if (odd.length === 0) return fine('Settings', `all can be used; events are kept ${kept}`);
  return warning('Settings', odd.join('; '), 'Unset what is not meant.');
}
