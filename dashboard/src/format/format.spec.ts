import { describe, expect, it } from '@jest/globals';
import { formatDuration, windowInWords } from './duration.format.js';
import { formatInstant, formatUtc, momentStyle } from './instant.format.js';
import { changeRatio, formatBytes, formatCount, formatTenths } from './number.format.js';
import { splitUrl } from './page-url.format.js';

describe('formats', () => {
  it('[E1] writes spans with their two greatest units', () => {
    expect(formatDuration(400)).toBe('0.4s');
    expect(formatDuration(125_000)).toBe('2m 5s');
    expect(formatDuration(7_500_000)).toBe('2h 5m');
    expect(formatDuration(-5)).toBe('0s');
    expect(windowInWords(300)).toBe('5 minutes');
    expect(windowInWords(1)).toBe('1 second');
  });

  it('[E1] shows an instant in a zone, and in UTC with its name', () => {
    const instant = '2026-05-20T10:15:00.000Z';
    expect(formatInstant(instant, 'time', 'Europe/Berlin')).toBe('12:15 PM');
    expect(formatUtc(instant, 'time')).toBe('10:15 AM UTC');
  });

  it('[E1] compares only where there is something to compare with', () => {
    expect(changeRatio(3, 2)).toBe(0.5);
    expect(changeRatio(3, 0)).toBeUndefined();
    expect(formatBytes(1_572_864)).toBe('1.5 MiB');
    expect(formatBytes(0)).toBe('0 B');
    expect([formatTenths(41.24), formatTenths(1_041)]).toEqual(['41.2', '1,041.0']);
  });

  it('[E1] cuts a URL so that all parts together are the URL', () => {
    expect(splitUrl('https://shop.example/cart?x=1')).toEqual({
      scheme: 'https://',
      host: 'shop.example',
      rest: '/cart?x=1',
    });
    expect(splitUrl('/cart')).toEqual({ scheme: '', host: '', rest: '/cart' });
    expect(splitUrl('https://shop.example')).toEqual({ scheme: 'https://', host: 'shop.example', rest: '' });
  });

  it('[E1] keeps thousands apart in every number', () => {
    expect([formatCount(999), formatCount(1_256), formatCount(60_513)]).toEqual(['999', '1,256', '60,513']);
  });

  it('[E1] writes no more of a date than tells moments apart', () => {
    const now = Date.parse('2026-05-20T10:15:00.000Z');
    const styles = ['2026-05-20T00:15:00.000Z', '2026-05-19T23:15:00.000Z', '2025-12-31T23:15:00.000Z'].map((iso) =>
      momentStyle(iso, now, 'UTC', false),
    );
    expect(styles).toEqual(['second', 'dayAndSecond', 'full']);
    // In Berlin the 19th, 23:15 UTC, is the 20th already.
    expect(momentStyle('2026-05-19T23:15:00.000Z', now, 'Europe/Berlin', true)).toBe('millisecond');
  });
});
