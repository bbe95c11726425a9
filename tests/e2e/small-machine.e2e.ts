import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Product, sendAll, sql, untilStored, waitUntil } from '../kit/index.js';

const GIB = 1024 ** 3;
const MEMORY = 2 * GIB;
const PRELOAD = path.join(import.meta.dirname, '../kit/preload-memory.mjs');
const GROUPS = '/sys/fs/cgroup/memory';

let product: Product;
let group: string | undefined;

/** Lets the kernel enforce the limit as well, where it lets us: beyond it, a process is killed. */
function confine(pids: readonly number[]): string | undefined {
  if (!existsSync(path.join(GROUPS, 'memory.limit_in_bytes'))) return undefined;
  const folder = path.join(GROUPS, `argus-test-${process.pid}`);
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'memory.limit_in_bytes'), String(MEMORY));
    for (const pid of pids) writeFileSync(path.join(folder, 'cgroup.procs'), String(pid));
    return folder;
  } catch {
    return undefined;
  }
}

const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

beforeAll(async () => {
  const env = { NODE_OPTIONS: `--import=${PRELOAD}`, ARGUS_TEST_MEMORY: String(MEMORY), THROTTLE_LIMIT: '0' };
  product = await Product.start({ env });
  group = confine([product.supervisorPid, product.gateway.pid, product.engine.pid]);
});

afterAll(async () => {
  await product?.stop();
  if (group) await remove(group);
});

/** The kernel takes a moment to take a process that has ended out of its group, which is busy until then. */
async function remove(folder: string): Promise<void> {
  await waitUntil(
    () => {
      try {
        rmdirSync(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      }
      return Promise.resolve(existsSync(folder));
    },
    (isThere) => !isThere,
  );
}

it('[B6] on a machine of 2 GB, refuses a query that wants too much while ingestion goes on', async () => {
  const pids = [product.gateway.pid, product.engine.pid];
  const config = readFileSync(path.join(product.dataDir, 'clickhouse-config.xml'), 'utf8');
  expect(config).toContain(`<max_server_memory_usage>${GIB}</max_server_memory_usage>`);
  const refused: string[] = [];
  const asked = new AbortController();
  const asking = (async () => {
    for (let i = 0; i < 3; i++) {
      await sql(product, 'SELECT length(groupArray(toString(number))) FROM numbers(300000000)').catch(
        (error: Error) => {
          refused.push(error.message);
        },
      );
    }
    asked.abort();
  })();
  let sent = 0;
  let most = 0;
  while (!asked.signal.aborted) {
    const events = Array.from({ length: 500 }, (_, i) => ({ user_id: `u${sent + i}`, name: 'seen', data: { i } }));
    await sendAll(product, events);
    sent += events.length;
    most = Math.max(
      most,
      pids.reduce((sum, pid) => sum + residentOf(pid), 0),
    );
  }
  await asking;
  expect(refused).toHaveLength(3);
  for (const message of refused) expect(message).toContain('MEMORY_LIMIT_EXCEEDED');
  await untilStored(product, sent);
  expect(sent).toBeGreaterThan(500);
  expect(most).toBeLessThan(MEMORY);
  // Nothing died and was started again.
  expect([product.gateway.pid, product.engine.pid]).toEqual(pids);
});
