import type { ErrorCode } from '@argus/contract';
import { DEFAULT_SETTINGS, type SourceSettings } from './source-settings.type.js';

/** Settings of a source that cannot be used; the message names the field. */
export class SettingsError extends Error {
  override name = 'SettingsError';

  constructor(
    readonly field: string,
    message: string,
    readonly code: ErrorCode = 'wrong_type',
  ) {
    super(message);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';
const isOrigin = (value: unknown): value is string =>
  isText(value) && URL.canParse(value) && new URL(value).origin === value;

const count = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

/** How each setting is read; a reader answers undefined for what cannot be used. */
const readers: {
  [K in keyof SourceSettings]: [want: string, read: (value: unknown) => SourceSettings[K] | undefined];
} = {
  tracking_plan: [
    'observe, warn or enforce',
    (v) => (v === 'observe' || v === 'warn' || v === 'enforce' ? v : undefined),
  ],
  strict: ['true or false', (v) => (typeof v === 'boolean' ? v : undefined)],
  allowed_types: ['a list of event types', (v) => (Array.isArray(v) && v.every(isText) ? new Set(v) : undefined)],
  refuse_bursts: ['true or false', (v) => (typeof v === 'boolean' ? v : undefined)],
  refuse_crawlers: ['true or false', (v) => (typeof v === 'boolean' ? v : undefined)],
  origins: [
    'a list of origins such as https://shop.example',
    (v) => (Array.isArray(v) && v.every(isOrigin) ? v : undefined),
  ],
  throttle_limit: ['a whole number', count],
  throttle_bytes: ['a whole number', count],
};

/** Fills in the defaults of what was set for one source. Throws SettingsError naming the first field that is wrong. Pure. */
export function parseSettings(given: unknown): SourceSettings {
  if (!isRecord(given)) throw new SettingsError('', 'The settings of a source must be a JSON object.');
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const [field, value] of Object.entries(given)) {
    if (!Object.hasOwn(readers, field))
      throw new SettingsError(field, `"${field}" is no setting of a source.`, 'unknown_field');
    const [want, read] = readers[field as keyof SourceSettings];
    const parsed = read(value);
    if (parsed === undefined) throw new SettingsError(field, `"${field}" must be ${want}.`);
    settings[field] = parsed;
  }
  return settings as unknown as SourceSettings;
}
