import { describe, expect, it } from '@jest/globals';
import { mergeSettings, mergedKeyRecords } from './merge-settings.js';
import { canonical, splitName } from './setting-name.js';

const settings = (given: Record<string, string | undefined>) => new Map(Object.entries(given));
const merge = (
  before: Record<string, string | undefined>,
  here: Record<string, string | undefined>,
  shared: Record<string, string | undefined>,
) => {
  const { here: toHere, shared: toShared } = mergeSettings(settings(before), settings(here), settings(shared));
  return { here: Object.fromEntries(toHere), shared: Object.fromEntries(toShared) };
};
const key = (revoked?: string) => canonical({ id: 'k', sha256: 's', revoked_at: revoked });

describe('settings of several gateways', () => {
  it('does nothing where all agree, and takes what is new to either side', () => {
    expect(merge({ 'source/a': '1' }, { 'source/a': '1' }, { 'source/a': '1' })).toEqual({ here: {}, shared: {} });
    expect(merge({}, { 'source/a': '1' }, { 'plan/b': '2' })).toEqual({
      here: { 'plan/b': '2' },
      shared: { 'source/a': '1' },
    });
  });

  it('follows whoever changed something, or took it away', () => {
    const was = { 'source/a': '1' };
    expect(merge(was, was, { 'source/a': '2' })).toEqual({ here: { 'source/a': '2' }, shared: {} });
    expect(merge(was, { 'source/a': '2' }, was)).toEqual({ here: {}, shared: { 'source/a': '2' } });
    expect(merge(was, was, { 'source/a': undefined })).toEqual({ here: { 'source/a': undefined }, shared: {} });
    expect(merge(was, {}, was)).toEqual({ here: {}, shared: { 'source/a': undefined } });
    expect(merge(was, {}, { 'source/a': undefined })).toEqual({ here: {}, shared: {} });
  });

  it('lets what is set here count where both changed it, and gives a new ClickHouse all of it', () => {
    expect(merge({ 'plan/a': '1' }, { 'plan/a': '2' }, { 'plan/a': '3' })).toEqual({
      here: {},
      shared: { 'plan/a': '2' },
    });
    expect(merge({ 'plan/a': '1' }, { 'plan/a': '1' }, {})).toEqual({ here: {}, shared: { 'plan/a': '1' } });
  });

  it('never takes a key away, nor brings a revoked one back', () => {
    const [live, early, late] = [key(), key('2026-01-01T00:00:00.000Z'), key('2026-02-01T00:00:00.000Z')];
    expect(merge({ 'key/k': live }, {}, { 'key/k': live })).toEqual({ here: { 'key/k': live }, shared: {} });
    expect(merge({ 'key/k': live }, { 'key/k': live }, { 'key/k': undefined })).toEqual({
      here: {},
      shared: { 'key/k': live },
    });
    expect(merge({ 'key/k': early }, { 'key/k': early }, { 'key/k': live })).toEqual({
      here: {},
      shared: { 'key/k': early },
    });
    expect(merge({ 'key/k': live }, { 'key/k': late }, { 'key/k': early })).toEqual({
      here: { 'key/k': early },
      shared: {},
    });
    expect(mergedKeyRecords([JSON.parse(live)], [early])).toEqual([JSON.parse(early)]);
  });

  it('compares values whatever the order of their fields, and splits names at the first stroke', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }], a: 0 })).toBe('{"a":0,"b":[{"c":2,"d":1}]}');
    expect(splitName('plan/["a/b","c"]')).toEqual({ kind: 'plan', name: '["a/b","c"]' });
  });
});
