import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** The text of a file of the repository. */
export const readSource = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The environment variables that the gateway reads. */
export function settingNames(): string[] {
  const specs = readSource('libs/config/src/gateway.config.ts') + readSource('libs/config/src/shared.specs.ts');
  return [...specs.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);
}
