/** What gateways share. */
export type SettingKind = 'key' | 'source' | 'plan';

/** One name for a setting of any kind. Pure. */
export const settingName = (kind: SettingKind, name: string): string => `${kind}/${name}`;

/** The two parts of it again. Pure. */
export function splitName(full: string): { kind: SettingKind; name: string } {
  const at = full.indexOf('/');
  return { kind: full.slice(0, at) as SettingKind, name: full.slice(at + 1) };
}

/** JSON of a value that is the same however its fields are ordered. Pure. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
