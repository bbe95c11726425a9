import { parseArgs } from 'node:util';
import type { ConsumptionSettings } from './consumption.settings.js';

export const HELP = `Shows or sets how fast the queue is drained into ClickHouse. What is set outlives restarts.

  npm run consumption                      show what is set
  npm run consumption -- --pause           deliver nothing; the queue absorbs what comes
  npm run consumption -- --resume          deliver again
  npm run consumption -- --rate 5000       at most 5000 events and errors a second
  npm run consumption -- --unlimited       as fast as ClickHouse takes them (the default)

  --url URL    where the gateway listens (default: from HOST and PORT)
  --key KEY    an admin key, where keys are configured
  --help       this text`;

export interface ConsumptionArguments {
  help: boolean;
  url: string | undefined;
  key: string | undefined;
  change: Partial<ConsumptionSettings>;
}

/** Throws TypeError that says what cannot be used. Pure. */
export function parseArguments(given: readonly string[]): ConsumptionArguments {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...given],
    options: { pause: flag, resume: flag, rate: text, unlimited: flag, url: text, key: text, help: flag },
  });
  if (values.pause && values.resume) throw new TypeError('give --pause or --resume, not both');
  if (values.rate !== undefined && values.unlimited) throw new TypeError('give --rate or --unlimited, not both');
  const change: Partial<ConsumptionSettings> = {};
  if (values.pause) change.paused = true;
  if (values.resume) change.paused = false;
  if (values.unlimited) change.max_events_per_second = null;
  if (values.rate !== undefined) change.max_events_per_second = rateFrom(values.rate);
  return { help: values.help ?? false, url: values.url, key: values.key, change };
}

function rateFrom(text: string): number {
  const rate = Number(text.replaceAll('_', ''));
  if (!Number.isInteger(rate) || rate < 1) throw new TypeError(`--rate takes a whole number from 1, not "${text}"`);
  return rate;
}
