import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { SupervisorConfig } from '@argus/config';

/** What one check found; `remedy` only where something is wrong. */
export interface Finding {
  what: string;
  verdict: 'ok' | 'warning' | 'wrong';
  found: string;
  remedy?: string;
}

const GIB = 1024 ** 3;
const CLOCK_TOLERANCE_MS = 2_000;

const fine = (what: string, found: string): Finding => ({ what, verdict: 'ok', found });

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return fine('Node.js', version);
  return { what: 'Node.js', verdict: 'wrong', found: version, remedy: 'Install Node.js 20.19 or newer.' };
}

export async function checkDisk(folder: string, neededBytes: number): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const remedy = `Make ${folder} writable for this user, or set DATA_DIR to another folder.`;
    return { what: 'Data folder', verdict: 'wrong', found: (error as Error).message, remedy };
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${folder}, ${(free / GIB).toFixed(1)} GiB free`;
  if (free >= neededBytes) return fine('Data folder', found);
  const remedy = `Below ${(neededBytes / GIB).toFixed(2)} GiB the queue takes nothing more (QUEUE_MIN_FREE_BYTES). Make room.`;
  return { what: 'Data folder', verdict: 'wrong', found, remedy };
}

/** Whether a port can be listened on; one that our own gateway or engine holds is as it should be. */
export function checkPort(what: string, host: string, port: number, isOurs: boolean): Promise<Finding> {
  if (isOurs) return Promise.resolve(fine(what, `${host}:${port}, in use by Argus`));
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy = `Something else listens there. End it, or set ${what === 'Gateway port' ? 'PORT' : 'CLICKHOUSE_PORT'}.`;
      resolve({ what, verdict: 'wrong', found: `${host}:${port}: ${error.code ?? error.message}`, remedy });
    });
    server.listen(port, host, () => server.close(() => resolve(fine(what, `${host}:${port} is free`))));
  });
}

async function ask(url: string, init?: RequestInit): Promise<Response | undefined> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
}

function clickhouseRequest({ gateway }: SupervisorConfig, query: string): Promise<Response | undefined> {
  const { url, user, password, database } = gateway.clickhouse;
  const headers = { 'x-clickhouse-user': user, 'x-clickhouse-key': password, 'x-clickhouse-database': database };
  return ask(url, { method: 'POST', body: query, headers });
}

/** ClickHouse, its schema and its clock; `isRunning` tells whether an embedded one should answer now. */
export async function checkClickHouse(
  config: SupervisorConfig,
  isRunning: boolean,
  now: () => number,
): Promise<Finding[]> {
  const answer = await clickhouseRequest(
    config,
    "SELECT version(), toUnixTimestamp64Milli(now64(3)), (SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'events')",
  );
  if (!answer && config.engine && !isRunning) return [fine('ClickHouse', 'embedded; starts with npm start')];
  if (!answer?.ok) {
    const found = answer ? (await answer.text()).slice(0, 200) : `${config.gateway.clickhouse.url} does not answer`;
    return [
      {
        what: 'ClickHouse',
        verdict: 'wrong',
        found,
        remedy: 'Check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, and the server.',
      },
    ];
  }
  const [version = '', clock = '', hasEvents] = (await answer.text()).trim().split('\t');
  const drift = Number(clock) - now();
  return [
    fine('ClickHouse', `${version} at ${config.gateway.clickhouse.url}`),
    hasEvents === '1'
      ? fine('Schema', 'the table events is there')
      : {
          what: 'Schema',
          verdict: 'warning',
          found: 'no table events yet',
          remedy: 'The gateway makes it at its first start.',
        },
    Math.abs(drift) <= CLOCK_TOLERANCE_MS
      ? fine('Clock', `${drift} ms apart`)
      : {
          what: 'Clock',
          verdict: 'warning',
          found: `ClickHouse's clock is ${drift} ms from this one`,
          remedy: "Synchronise both (NTP): windows end at the gateway's now.",
        },
  ];
}

/** The gateway and the queue behind it. */
export async function checkGateway(address: string): Promise<{ isRunning: boolean; finding: Finding }> {
  const answer = await ask(`${address}/health/ready`);
  if (!answer) return { isRunning: false, finding: fine('Gateway', 'not running; npm start starts it') };
  const body = (await answer.json().catch(() => ({}))) as { status?: unknown; detail?: string; clickhouse?: string };
  if (answer.ok)
    return { isRunning: true, finding: fine('Gateway', `${String(body.status)}, ClickHouse ${body.clickhouse}`) };
  const finding: Finding = {
    what: 'Gateway',
    verdict: 'wrong',
    found: body.detail ?? `status ${answer.status}`,
    remedy: 'Its log says more.',
  };
  return { isRunning: true, finding };
}
