import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';

/** Replaces a file as a whole and durably: whoever reads it meanwhile sees the old or the new one. Only its owner may read it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
