import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const END = path.resolve(import.meta.dirname, '../../apps/engine/dist/end-process.js');

/** Runs a process one of whose pool threads waits for the other end of a pipe, and tells how it ended: by SIGTERM after so long. */
async function endWith(statement: string, patienceMs: number): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'argus-end-'));
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const script = `
    import { open } from 'node:fs';
    import { endProcess } from ${JSON.stringify(END)};
    open(${JSON.stringify(pipe)}, 'r', () => {});
    setTimeout(() => { ${statement} }, 200);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const patience = setTimeout(() => child.kill('SIGTERM'), patienceMs);
  const how = await new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? String(code))),
  );
  clearTimeout(patience);
  await rm(folder, { recursive: true });
  return how;
}

describe('the end of the engine', () => {
  it('[A3] comes also when a thread waits inside of the engine or for a pipe', async () => {
    expect(await endWith('endProcess(0)', 60_000)).toBe('SIGKILL');
  });

  it('[A3] would not come by process.exit alone', async () => {
    expect(await endWith('process.exit(0)', 8_000)).toBe('SIGTERM');
  });
});
