import { loadGatewayConfig } from '@argus/config';
import { keyFileOf, readKeys, writeKeys } from './key-file.js';
import type { KeyRecord } from './key-record.type.js';
import { HELP, type KeysRequest, parseKeysArguments } from './keys.arguments.js';
import { createKey } from './secret.js';

function table(keys: readonly KeyRecord[]): string {
  if (keys.length === 0) return 'There are no keys; while there are none, nobody needs one.';
  const rows = keys.map(({ id, source, scopes, created_at: created, revoked_at: revoked }) => [
    id,
    source,
    scopes.join(','),
    created,
    revoked === undefined ? 'active' : `revoked ${revoked}`,
  ]);
  const all = [['id', 'source', 'scope', 'created', 'state'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function run(request: KeysRequest, file: string, nowMs: number): Promise<string> {
  if (request.command === 'help') return HELP;
  const keys = readKeys(file);
  if (request.command === 'list') return table(keys);
  if (request.command === 'create') {
    const { key, record } = createKey(request.source, request.scopes, nowMs);
    await writeKeys(file, [...keys, record]);
    return `${key}\n\nThis is the key ${record.id} of ${record.source} (${record.scopes.join(', ')}). It is not shown again.`;
  }
  const found = keys.find(({ id, revoked_at: revoked }) => id === request.id && revoked === undefined);
  if (!found) throw new Error(`There is no active key ${request.id}; npm run keys -- list shows them.`);
  found.revoked_at = new Date(nowMs).toISOString();
  await writeKeys(file, keys);
  return `The key ${found.id} of ${found.source} is revoked.`;
}

try {
  const request = parseKeysArguments(process.argv.slice(2));
  console.log(await run(request, keyFileOf(loadGatewayConfig().dataDir), Date.now()));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
