import { type FileHandle, open } from 'node:fs/promises';

/**
 * A file as it was at a moment: its first bytes through a handle, whatever is appended afterwards, and whether or not its
 * name was given to another file, or taken away.
 */
export interface Pinned {
  readonly handle: FileHandle;
  bytes: number;
  readonly mode: number;
}

/** Opens a file and notes how long it is. Rejects with system errors. */
export async function pin(file: string): Promise<Pinned> {
  const handle = await open(file, 'r');
  try {
    const { size, mode } = await handle.stat();
    return { handle, bytes: size, mode };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** For `catch`: this value instead of what is not there any more; every other error is thrown. */
export const unlessGone =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
