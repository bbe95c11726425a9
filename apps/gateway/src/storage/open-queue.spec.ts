import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GatewayConfig } from '@argus/config';
import { createLogger, createRegistry } from '@argus/telemetry';
import { writeCheckpoint } from '../ledger/checkpoint.file.js';
import { EMPTY_CHECKPOINT } from '../ledger/ledger.js';
import type { FolderLock } from './folder-lock.js';
import { openGatewayQueue } from './open-queue.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'argus-storage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function firstOfNewQueue(): Promise<number> {
  const config: Partial<GatewayConfig> = { queue: { maxBytes: 1e8, minFreeBytes: 0 }, faults: [] };
  const lock = { folder } as FolderLock;
  const queue = await openGatewayQueue(
    config as GatewayConfig,
    createLogger('gateway', 'silent'),
    createRegistry(),
    lock,
  );
  const { first } = await queue.append(Buffer.from('x'), 1);
  await queue.close();
  return first;
}

describe('a queue that is made anew', () => {
  it('begins with 1 where nothing was before', async () => {
    expect(await firstOfNewQueue()).toBe(1);
  });

  it('begins after every number that the ledger knows: ledger and index of ids go by them', async () => {
    await writeCheckpoint(path.join(folder, 'ledger.json'), { ...EMPTY_CHECKPOINT, receivedThrough: 5_000 });
    expect(await firstOfNewQueue()).toBeGreaterThan(1_000_000);
  });
});
