import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { Checkpoint } from './ledger.js';

/** One line of JSON and, before it, the CRC-32 of that line: a file that a failing disk changed is not believed. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const body = JSON.stringify(checkpoint);
  const next = `${file}.next`;
  const handle = await open(next, 'w');
  try {
    await handle.writeFile(`${crc32(body).toString(16)} ${body}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
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
