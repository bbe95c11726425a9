import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SupervisorConfig } from '@argus/config';
import { type Finding, fine, warning, wrong } from './finding.js';

const PATIENCE_MS = 5_000;
const MIB = 1024 ** 2;
const FULL_SHARE = 0.8;
const OLD_SECONDS = 60;
const STEP_MS = 5_000;

const ask = (url: string, key?: string): Promise<Response | undefined> =>
  fetch(url, {
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}),
  }).catch(() => undefined);

/** Whether the gateway answers, and what it says of itself. */
export async function checkGateway(address: string): Promise<{ isRunning: boolean; finding: Finding }> {
  const answer = await ask(`${address}/health/ready`);
  if (!answer) return { isRunning: false, finding: fine('Gateway', 'not running; npm start starts it') };
  const body = (await answer.json().catch(() => ({}))) as { status?: unknown; detail?: string; clickhouse?: string };
  if (answer.ok && body.clickhouse !== 'down')
    return { isRunning: true, finding: fine('Gateway', `${String(body.status)}, ClickHouse ${body.clickhouse}`) };
  if (answer.ok) {
    const finding = warning('Gateway', 'takes events, but ClickHouse is down', 'See "ClickHouse"; nothing is lost.');
    return { isRunning: true, finding };
  }
  // Another program on this port answers as well.
  const isOurs = body.clickhouse !== undefined;
  const finding = wrong('Gateway', body.detail ?? `status ${answer.status}`, 'Its log says more.');
  return { isRunning: isOurs, finding };
}

const valueOf = (metrics: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);

/** What the metrics of a running gateway say of its queue. Pure. */
export function judgeQueue(metrics: string, maxBytes: number): Finding {
  const [rows, bytes, oldest, damage] = [
    valueOf(metrics, 'argus_queue_rows'),
    valueOf(metrics, 'argus_queue_bytes'),
    valueOf(metrics, 'argus_queue_oldest_seconds'),
    valueOf(metrics, 'argus_queue_damage_total'),
  ];
  const found = `${rows} rows wait, ${(bytes / MIB).toFixed(0)} MiB of ${(maxBytes / MIB).toFixed(0)}`;
  if (damage > 0) {
    const remedy = 'The log names files and numbers. What can be read is delivered; check the disk (smartctl, dmesg).';
    return wrong('Queue', `${found}; ${damage} damaged places`, remedy);
  }
  if (bytes > maxBytes * FULL_SHARE) {
    return warning('Queue', found, 'Soon the answer is 503. Is ClickHouse up, consumption paused or limited?');
  }
  if (oldest <= OLD_SECONDS) return fine('Queue', found);
  const remedy = 'Is ClickHouse up? "npm run consumption" shows whether delivery is paused or limited.';
  return warning('Queue', `${found}; the oldest for ${oldest.toFixed(0)} s`, remedy);
}

async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(path.join(folder, name)).then(({ size }) => size)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The queue: by the metrics of a running gateway, else by its files. */
export async function checkQueue(
  address: string,
  { gateway }: SupervisorConfig,
  { isRunning, key }: { isRunning: boolean; key: string | undefined },
): Promise<Finding> {
  const { maxBytes } = gateway.queue;
  if (!isRunning) {
    const bytes = await bytesOf(path.join(gateway.dataDir, 'gateway', 'queue'));
    return fine('Queue', `${(bytes / MIB).toFixed(0)} MiB of files; they are checked when the gateway starts`);
  }
  const answer = await ask(`${address}/metrics`, key);
  if (answer?.ok) return judgeQueue(await answer.text(), maxBytes);
  const isRefused = answer?.status === 401 || answer?.status === 403;
  if (isRefused)
    return warning('Queue', 'the metrics need a key', 'Give one that may read: npm run doctor -- --key KEY');
  return wrong('Queue', 'the gateway does not tell its metrics', 'See "Gateway".');
}

/**
 * A clock that was set back: files of the gateway are younger than now. Windows and the memory of event ids go by the clock.
 */
export async function checkClockSteps(dataDir: string, nowMs: number): Promise<Finding> {
  const file = path.join(dataDir, 'gateway', 'ledger.json');
  const found = await stat(file).catch(() => undefined);
  const aheadMs = found ? found.mtimeMs - nowMs : 0;
  if (aheadMs <= STEP_MS) return fine('Clock', new Date(nowMs).toISOString());
  const text = `it is ${new Date(nowMs).toISOString()}, and the gateway wrote a file at ${found?.mtime.toISOString()}`;
  return warning(
    'Clock',
    text,
    'The clock was set back. Let NTP slew it instead of stepping it (chrony: makestep 1 3).',
  );
}
