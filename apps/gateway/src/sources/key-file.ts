import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { KeyRecord } from './key-record.type.js';
import { writeJson } from './write-json.js';

/** Where an installation keeps its keys. */
export const keyFileOf = (dataDir: string): string => path.join(dataDir, 'keys.json');

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** All keys ever made here, revoked ones included; empty where there is no file. Throws where it cannot be read. */
export function readKeys(file: string): KeyRecord[] {
  try {
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: KeyRecord[] };
    return keys;
  } catch (error) {
    if (isMissing(error)) return [];
    throw new Error(`The keys in ${path.basename(file)} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Changes whenever the file does; 0 where there is none. */
export function versionOf(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Replaces all keys. */
export const writeKeys = (file: string, keys: readonly KeyRecord[]): Promise<void> => writeJson(file, { keys });
