import { open } from 'node:fs/promises';

/** Makes names in a folder (created, renamed, removed files) durable. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
