import type { KeyRecord } from '../sources/key-record.type.js';
import { settingName, splitName } from './setting-name.js';

/** Settings by name; undefined: taken away. */
export type Settings = ReadonlyMap<string, string | undefined>;

/** What has to change, here and in ClickHouse. */
export interface Merge {
  here: Map<string, string | undefined>;
  shared: Map<string, string | undefined>;
}

/** Of two records of one key the one that was revoked, and first: nothing brings a revoked key back. */
function mergeKeys(here: string, shared: string): string {
  const [a, b] = [JSON.parse(here) as KeyRecord, JSON.parse(shared) as KeyRecord];
  if (a.revoked_at === undefined) return shared;
  if (b.revoked_at === undefined) return here;
  return a.revoked_at <= b.revoked_at ? here : shared;
}

/**
 * Brings what is set here and what all gateways share together. `before`: what both were when they agreed last, so it can
 * be told who changed something. Where both did, what is set here counts, as the last one to be said; of keys the revoked
 * one. A key is never taken away: without any, a gateway would be open to everybody. Nor is anything that ClickHouse has
 * no row for, since it may be a new one. Pure.
 */
export function mergeSettings(before: Settings, here: Settings, shared: Settings): Merge {
  const merge: Merge = { here: new Map(), shared: new Map() };
  for (const name of new Set([...here.keys(), ...shared.keys(), ...before.keys()])) {
    const [was, own, theirs] = [before.get(name), here.get(name), shared.get(name)];
    const isKey = splitName(name).kind === 'key';
    let wanted: string | undefined;
    if (isKey) wanted = own !== undefined && theirs !== undefined ? mergeKeys(own, theirs) : (own ?? theirs);
    else if (!shared.has(name)) wanted = own;
    else wanted = own === was ? theirs : own;
    if (wanted !== own) merge.here.set(name, wanted);
    if (wanted !== theirs) merge.shared.set(name, wanted);
  }
  return merge;
}

const nameOf = ({ id }: KeyRecord): string => settingName('key', id);

/** Keys that are known to ClickHouse and differ from those here; for a gateway that starts. Pure. */
export function mergedKeyRecords(own: readonly KeyRecord[], shared: readonly string[]): KeyRecord[] {
  const here = new Map(own.map((record) => [nameOf(record), JSON.stringify(record)]));
  const theirs = new Map(shared.map((text) => [nameOf(JSON.parse(text) as KeyRecord), text]));
  const merged = new Map([...here, ...mergeSettings(new Map(), here, theirs).here]);
  return [...merged.values()].map((text) => JSON.parse(text ?? '') as KeyRecord);
}
