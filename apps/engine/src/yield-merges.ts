import { readFileSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

const THREADS = '/proc/self/task';
/** ClickHouse's own name of the threads that merge parts. */
const MERGING = 'MergeMutate';
/** Nice value, of -20 to 19: merges have a ninth of the weight of whatever else waits for the processor. */
const NICE = 10;

const LOOK_MS = 5_000;

const nameOf = (thread: string): string => readFileSync(`${THREADS}/${thread}/comm`, 'utf8').trim();

function yieldThread(thread: string): void {
  try {
    // Linux gives each thread a priority of its own, and takes its id where others take a process's.
    if (nameOf(thread) === MERGING) setPriority(Number(thread), NICE);
  } catch {
    // It has ended meanwhile, or the machine forbids it: merges are as urgent as the rest, then.
  }
}

function threads(): string[] {
  try {
    return readdirSync(THREADS);
  } catch {
    // Hidden, or no file can be opened any more: the next look may see them.
    return [];
  }
}

const yieldNow = (): void => threads().forEach(yieldThread);

/**
 * Lets merges yield to inserts, to queries and to the gateway: they take a third of an insert's processor time, and nobody
 * waits for them. ClickHouse has a setting for it (`os_threads_nice_value_merge_mutate`), which only its server reads, not
 * the library. Linux only; elsewhere nothing happens. Looks every 5 s for as long as the process lives, since the threads
 * begin with the first table. Never throws.
 */
export function yieldMerges(): void {
  if (process.platform !== 'linux') return;
  yieldNow();
  setInterval(yieldNow, LOOK_MS).unref();
}
