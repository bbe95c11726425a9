import { viewerLocales } from './locale.format.js';

const counts = new Intl.NumberFormat(viewerLocales(), { useGrouping: 'always' });
const tenths = new Intl.NumberFormat(viewerLocales(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(viewerLocales(), { notation: 'compact', maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(viewerLocales(), {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

/** A whole number in the viewer's locale; thousands always apart, since 1,256 and 12,560 stand in one column. */
export const formatCount = (value: number): string => counts.format(value);

/** A figure of which tenths matter, 41.2; always with one, so that points stand below each other. */
export const formatTenths = (value: number): string => tenths.format(value);

/** For axes and other tight places: 12.3K. */
export const formatCompact = (value: number): string => compact.format(value);

/** A signed change, +12.5%. */
export const formatChange = (ratio: number): string => percents.format(ratio);

/** Bytes with a binary unit: 1.5 MiB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${new Intl.NumberFormat(viewerLocales(), { maximumFractionDigits: power ? 1 : 0 }).format(value)} ${units[power]}`;
}

/** How much `now` differs from `before`; undefined where there is nothing to compare with. */
export function changeRatio(now: number, before: number): number | undefined {
  return before > 0 ? now / before - 1 : undefined;
}
