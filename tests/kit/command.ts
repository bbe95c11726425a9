import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Product } from './product.js';

export interface CommandResult {
  code: number;
  /** What it wrote, stdout before stderr. */
  output: string;
}

/** A command as a person types it (`npm run NAME -- OPTIONS`), with these settings and none of this process's own. */
export async function runCommand(
  settings: Record<string, string>,
  name: string,
  ...options: string[]
): Promise<CommandResult> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_ENV: 'test', ...settings };
  const result = await promisify(execFile)(process.execPath, ['scripts/command.mjs', name, ...options], { env }).catch(
    (error: unknown) => error,
  );
  const { code = 0, stdout, stderr } = result as { code?: number; stdout: string; stderr: string };
  return { code, output: stdout + stderr };
}

/** The settings by which a command finds a running product. */
export const settingsOf = ({ dataDir, url, clickhouseUrl }: Product): Record<string, string> => ({
  DATA_DIR: dataDir,
  PORT: new URL(url).port,
  CLICKHOUSE_PORT: new URL(clickhouseUrl).port,
});
