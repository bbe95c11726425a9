import { readFile } from 'node:fs/promises';
import { replaceFile } from '../storage/replace-file.js';
import { type ConsumptionSettings, UNLIMITED } from './consumption.settings.js';

/** Reads what was set before; an absent file means no limit. Throws on a file that says something else. */
export async function readSettings(file: string): Promise<ConsumptionSettings> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? UNLIMITED : parseSettings(text);
}

/** Throws SyntaxError or TypeError naming what is wrong. */
export function parseSettings(text: string): ConsumptionSettings {
  const { paused, max_events_per_second: rate } = JSON.parse(text) as Partial<ConsumptionSettings>;
  const isRate = rate === null || (typeof rate === 'number' && Number.isInteger(rate) && rate >= 1);
  if (typeof paused !== 'boolean' || !isRate) throw new TypeError('not the settings of consumption');
  return { paused, max_events_per_second: rate };
}

/** Replaces the file at once and durably: a crash leaves the old settings or the new ones. */
export async function writeSettings(file: string, settings: ConsumptionSettings): Promise<void> {
  await replaceFile(file, `${JSON.stringify(settings)}\n`);
}
