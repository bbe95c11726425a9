import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const made: string[] = [];

/** A new folder that is there until `removeScratch`. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'argus-bench-'));
  made.push(folder);
  return folder;
}

/**
 * Removes every folder, at the end of a run and not between two scenarios: some file systems (ext4 without a journal) are slow to
 * make files for a while after thousands were removed, which took up to 80 ms of an insert in the scenario that followed.
 */
export async function removeScratch(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}
