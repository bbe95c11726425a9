import { access, constants, mkdir, open, rm, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Finding, fine, warning, wrong } from './finding.js';

const GIB = 1024 ** 3;
const MIN_MEMORY = 1.5 * GIB;
const FLUSHES = 15;
/** Each acknowledgement waits for a flush: with slower ones, single events are slow whatever the processor does. */
const SLOW_FLUSH_MS = 15;

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return fine('Node.js', version);
  return wrong('Node.js', version, 'Install Node.js 20.19 or newer.');
}

export function checkMemory(bytes: number): Finding {
  if (bytes >= MIN_MEMORY) return fine('Memory', gib(bytes));
  return warning('Memory', gib(bytes), 'The embedded ClickHouse may take 1 GiB; give the machine 2 GiB.');
}

export async function checkDisk(folder: string, neededBytes: number): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const remedy = `Make ${folder} writable for this user, or set DATA_DIR to another folder.`;
    return wrong('Data folder', (error as Error).message, remedy);
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${folder}, ${gib(free)} free`;
  if (free < neededBytes) {
    const remedy = `Below ${gib(neededBytes)} the queue takes nothing more (QUEUE_MIN_FREE_BYTES). Make room.`;
    return wrong('Data folder', found, remedy);
  }
  if (free >= 4 * neededBytes) return fine('Data folder', found);
  return warning(
    'Data folder',
    found,
    'Little is left. Set RETENTION_DAYS ("npm run storage" shows what is large), or make room.',
  );
}

/** How long the disk takes to make 4 KB durable; undefined where nothing can be written there. */
export async function measureFlush(folder: string): Promise<number | undefined> {
  const file = path.join(folder, `doctor-${process.pid}.tmp`);
  const handle = await open(file, 'w').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const times: number[] = [];
    for (let i = 0; i < FLUSHES; i++) {
      const began = performance.now();
      await handle.write(Buffer.alloc(4096, i), 0, 4096, i * 4096);
      await handle.datasync();
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[Math.floor(FLUSHES / 2)];
  } catch {
    return undefined;
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
}

/** Pure. */
export function judgeFlush(ms: number | undefined): Finding {
  if (ms === undefined) return wrong('Flush', 'nothing can be written to DATA_DIR', 'See "Data folder".');
  const found = `${ms.toFixed(1)} ms for 4 KB, median of ${FLUSHES}`;
  if (ms <= SLOW_FLUSH_MS) return fine('Flush', found);
  return warning('Flush', found, 'Every answer waits for it. Put DATA_DIR on a local SSD; avoid network disks.');
}

/** Whether a port can be listened on; one that our own gateway or engine holds is as it should be. */
export function checkPort(what: string, host: string, port: number, isOurs: boolean): Promise<Finding> {
  if (isOurs) return Promise.resolve(fine(what, `${host}:${port}, in use by Argus`));
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy = `Something else listens there. End it, or set ${what === 'Gateway port' ? 'PORT' : 'CLICKHOUSE_PORT'}.`;
      resolve(wrong(what, `${host}:${port}: ${error.code ?? error.message}`, remedy));
    });
    server.listen(port, host, () => server.close(() => resolve(fine(what, `${host}:${port} is free`))));
  });
}
