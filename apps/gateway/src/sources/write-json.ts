import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../storage/replace-file.js';

/** Replaces a file of JSON as a whole and durably, also beside a command that writes it. Only its owner may read it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const next = `${file}.${process.pid}.tmp`;
  await replaceFile(file, `${JSON.stringify(value, null, 2)}\n`, { next, mode: 0o600 });
}
