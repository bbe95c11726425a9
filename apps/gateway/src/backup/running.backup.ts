import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ClickHouseClient, type HoldDelivery, freezeTables, rawRows } from '@argus/clickhouse';
import { unlessGone } from './pinned.file.js';
import { PinnedTree } from './pinned.tree.js';
import { type BackupManifest, type Source, contentsOf, copyAll } from './tree.copy.js';

/*
 * The backup of an installation that runs: what a kill of gateway and engine at one moment would leave, with no insert
 * under way. That state every start can deal with, and the fault tests kill at worse moments; so nothing is restored in
 * a special way, and the format is that of a stopped installation's backup.
 *
 * While delivery is held (ingestion goes on), in this order:
 *
 *   mark      the queue's journal and the numbers of raw rows
 *   segments  are opened: an open file stays, even when everything in it is delivered and remembered and its name goes
 *   the rest  is opened: ids, ledger, journal, keys, sources, plan, ClickHouse's metadata and deduplication logs
 *   parts     FREEZE makes hard links of every part of every table
 *   THE MOMENT: segments that came meanwhile are opened, and the length of each is noted
 *   mark      must be what it was, else all of it is done again
 *
 * Then delivery goes on, and what is open or linked is copied, up to the lengths that were noted.
 *
 * Why it is right. Acknowledged is what was flushed to a segment; so all that was acknowledged before the moment is in
 * the copy, and what comes after it is not, but for events that were written and not acknowledged yet (their senders try
 * again, and are told of a duplicate). The journal grows before anything is sent and when it was stored; that it did not
 * grow, and that no insert ran at the end, says that journal and parts speak of the same moment. A batch that was
 * prepared or half sent when the hold began is in the journal, and the next start asks the tables about it. Ids and
 * ledger are older than the ends of the segments and younger than their beginnings: no id is known whose event is not in
 * the copy, and what they do not know yet is in frames from which every start completes them.
 *
 * Why not BACKUP and RESTORE: they leave out the deduplication logs, want a path allowed in the engine's settings, and a
 * running engine to restore with. Why FREEZE and not a copy of the folder: merges go on, and take parts away.
 *
 * Left out: locks, results on their way, leases of holds, parts that are being made, and detached ones (no table has them).
 */

const QUEUE = 'gateway/queue';
const JOURNALS = ['state-a.journal', 'state-b.journal'];
const ATTEMPTS = 3;
const FROZEN = /^argus_backup_(\d+)$/;

const LEFT_OUT = [
  /^engine\.lock/,
  /^spool\/./,
  /^gateway\/(queue\/)?lock-\d/,
  // Pinned apart.
  /^gateway\/queue\/.*\.segment$/,
  /^clickhouse\/shadow\//,
  /^clickhouse\/(tmp|metadata_dropped)\/./,
  /^clickhouse\/store\/[^/]+\/[^/]+\/detached\/./,
  // Every other folder of a table is a part, finished or not.
  /^clickhouse\/store\/[^/]+\/[^/]+\/(?!(deduplication_logs|detached)\/)[^/]+\//,
];
const isLeftOut = (name: string): boolean => LEFT_OUT.some((pattern) => pattern.test(name));

export interface RunningInstallation {
  client: ClickHouseClient;
  hold: HoldDelivery;
  dataDir: string;
  now: () => number;
}

/** Copies a running installation. Throws Error when delivery goes on in spite of the hold; then nothing is copied. */
export async function backUpRunning(installation: RunningInstallation, to: string): Promise<BackupManifest> {
  const { dataDir, hold } = installation;
  await removeLeftovers(dataDir);
  const tree = new PinnedTree(dataDir);
  const frozen = path.join(dataDir, 'clickhouse', 'shadow', `argus_backup_${process.pid}`);
  try {
    const moment = await hold(() => pinMoment(installation, tree, frozen));
    const parts = await partsIn(frozen);
    const rest = { links: moment.links, folders: [...moment.folders, ...parts.folders].sort() };
    return await copyAll([...tree.sources, ...parts.sources], rest, to, moment.atMs);
  } finally {
    await tree.release();
    await rm(frozen, { recursive: true, force: true });
  }
}

/** What is done while delivery is held; again, when something was delivered all the same. */
async function pinMoment(installation: RunningInstallation, tree: PinnedTree, frozen: string) {
  const { client, dataDir, now } = installation;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = await mark(client, dataDir);
    await tree.pin(await segments(dataDir));
    const rest = await tree.pinAll(isLeftOut);
    await freezeTables(client, path.basename(frozen));
    await tree.pin(await segments(dataDir));
    const atMs = now();
    if (before !== undefined && before === (await mark(client, dataDir))) return { ...rest, atMs };
    await tree.release();
    await rm(frozen, { recursive: true, force: true });
  }
  throw new Error('Events were stored although delivery is held, so no backup was made. Does something else insert?');
}

/** Changes with everything that is about to be delivered, and that was; undefined while an insert runs. */
async function mark(client: ClickHouseClient, dataDir: string): Promise<string | undefined> {
  const journals = JOURNALS.map(async (name) => {
    const { ino, size, mtimeMs } = await stat(path.join(dataDir, QUEUE, name));
    return [ino, size, mtimeMs];
  });
  const rows = await rawRows(client);
  return rows && `${rows} ${JSON.stringify(await Promise.all(journals))}`;
}

/** In the order in which they were begun. */
async function segments(dataDir: string): Promise<string[]> {
  const names = await readdir(path.join(dataDir, QUEUE));
  return names
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => path.join(QUEUE, name));
}

const placeOf = (name: string): string => path.join('clickhouse', name);

async function partsIn(frozen: string): Promise<{ sources: Source[]; folders: string[] }> {
  const { files, folders } = await contentsOf(frozen);
  return {
    sources: files.map((name) => ({ name: placeOf(name), from: path.join(frozen, name) })),
    folders: folders.map(placeOf),
  };
}

/** Links of a backup that was killed would keep what is dropped on the disk. */
async function removeLeftovers(dataDir: string): Promise<void> {
  const shadow = path.join(dataDir, 'clickhouse', 'shadow');
  for (const name of await readdir(shadow).catch(unlessGone([]))) {
    const pid = Number(FROZEN.exec(name)?.[1] ?? 0);
    if (pid > 0 && !isAlive(pid)) await rm(path.join(shadow, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
