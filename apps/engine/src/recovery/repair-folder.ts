import { closeSync, existsSync, fsyncSync, openSync, readFileSync, readdirSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { repairLog } from './deduplication-log.js';
import { parsePart } from './part-name.js';

const LOGS = 'deduplication_logs';

/** A log that was mended: which file, and the parts that it told of and that are not there. */
export interface Repair {
  file: string;
  dropped: string[];
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Puts the new text in place at once. The half-written file lies elsewhere: the engine takes all in `logs` for logs. */
function replace(file: string, text: string, scratch: string): void {
  const handle = openSync(scratch, 'w');
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(scratch, file);
  flushFolder(path.dirname(file));
}

/**
 * Mends the deduplication logs of every table of an engine's folder that nobody has open (see deduplication-log.ts).
 * Doing it twice, or being killed in between, does no harm.
 */
export function repairFolder(folder: string): Repair[] {
  const store = path.join(folder, 'store');
  const repairs: Repair[] = [];
  for (const group of listed(store)) {
    for (const table of listed(path.join(store, group))) {
      const tableFolder = path.join(store, group, table);
      const logs = listed(path.join(tableFolder, LOGS));
      if (logs.length === 0) continue;
      const present = listed(tableFolder).flatMap((name) => parsePart(name) ?? []);
      for (const name of logs) {
        const file = path.join(tableFolder, LOGS, name);
        const repaired = repairLog(readFileSync(file, 'utf8'), present);
        if (!repaired) continue;
        replace(file, repaired.text, path.join(folder, 'deduplication_log.repaired'));
        repairs.push({ file, dropped: repaired.dropped });
      }
    }
  }
  return repairs;
}
