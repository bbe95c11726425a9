import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type CompiledEntry, PlanEntryError, compileEntry } from './compile-entry.js';
import type { PlanEntry } from './plan-entry.type.js';
import { parseEntry } from './parse-entry.js';
import { TrackingPlan } from './tracking-plan.js';

/** The entries that ship with Argus. */
export const BUILT_IN_FOLDER = path.resolve(import.meta.dirname, '../plans');

/** A plan, and the files that could not be used with the reason. */
export interface LoadedPlan {
  plan: TrackingPlan;
  refused: { file: string; reason: string }[];
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Compiling costs some milliseconds an entry, on the thread that acknowledges events: what did not change is kept. */
function compiledOrKept(entry: PlanEntry, file: string, before: TrackingPlan | undefined): CompiledEntry {
  const known = before?.find(entry.category, entry.name);
  return known?.file === file && isDeepStrictEqual(known.entry, entry) ? known : compileEntry(entry, file);
}

/**
 * Loads every `*.json` of the folders; an entry of a later folder replaces the same event type of an earlier one. A file
 * that cannot be used is named and left out: one typing error must not stop ingestion. `before` is the plan that the new
 * one replaces.
 */
export async function loadPlan(folders: readonly string[], before?: TrackingPlan): Promise<LoadedPlan> {
  const entries = new Map<string, CompiledEntry>();
  const refused: LoadedPlan['refused'] = [];
  for (const file of (await Promise.all(folders.map(filesOf))).flat()) {
    try {
      const compiled = compiledOrKept(parseEntry(JSON.parse(await readFile(file, 'utf8'))), file, before);
      entries.set(JSON.stringify([compiled.entry.category, compiled.entry.name]), compiled);
    } catch (error) {
      if (!(error instanceof PlanEntryError) && !(error instanceof SyntaxError)) throw error;
      refused.push({ file, reason: error.message });
    }
  }
  return { plan: new TrackingPlan([...entries.values()]), refused };
}
