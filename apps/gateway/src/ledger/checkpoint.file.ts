import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { replaceFile } from '../storage/replace-file.js';
import type { Checkpoint } from './ledger.js';

/** One line of JSON and, before it, the CRC-32 of that line: a file that a failing disk changed is not believed. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const body = JSON.stringify(checkpoint);
  await replaceFile(file, `${crc32(body).toString(16)} ${body}\n`);
}

/** What was written last; undefined when there is none. Throws SyntaxError when it is damaged. */
export async function readCheckpoint(file: string): Promise<Checkpoint | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const space = text.indexOf(' ');
  const body = text.slice(space + 1).trimEnd();
  if (crc32(body).toString(16) !== text.slice(0, space)) throw new SyntaxError(`${file} is damaged`);
  return JSON.parse(body) as Checkpoint;
}
