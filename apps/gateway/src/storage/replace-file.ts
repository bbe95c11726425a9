import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface ReplaceOptions {
  /** Where the new text is written first; a name of one's own where two processes may write at once. Default `<file>.next`. */
  next?: string;
  /** Permissions of the file; default 0o666 less the umask. */
  mode?: number;
}

/** Replaces a file as a whole and durably: a crash or a reader meanwhile sees the old text or the new one. */
export async function replaceFile(file: string, text: string, options: ReplaceOptions = {}): Promise<void> {
  const { next = `${file}.next`, mode = 0o666 } = options;
  try {
    await writeDurably(next, text, mode);
    await rename(next, file);
  } catch (error) {
    // On a full disk what is half-written would take the space of what is tried next.
    await rm(next, { force: true });
    throw error;
  }
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeDurably(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'w', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
