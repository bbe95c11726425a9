import { describe, expect, it } from '@jest/globals';
import { sizeText, storageTable } from './storage.table.js';

describe('storageTable', () => {
  it('shows what a table takes and what leaves it next', () => {
    const at = Date.parse('2026-05-02T00:00:00Z') / 1000;
    const us = Date.parse('2026-01-03T10:00:00Z') * 1000;
    const nothing = { oldestUs: undefined, newestUs: undefined, keptDays: undefined, nextDrop: undefined };
    const events = {
      table: 'events',
      rows: 1000,
      bytes: 41_234,
      parts: 3,
      oldestUs: us,
      newestUs: us + 86_400_000_000,
      keptDays: 90,
      nextDrop: { what: 'the month 2026-01', rows: 400, bytes: 1536, at },
    };
    const holds = { table: 'delivery_holds', rows: 0, bytes: 0, parts: 0, ...nothing };
    const disks = [{ name: 'default', freeBytes: 1024 ** 3, totalBytes: 4 * 1024 ** 3 }];
    expect(storageTable({ tables: [events, holds], disks })).toBe(
      [
        'table            rows      size  B/row  oldest      newest      kept     dropped next',
        'events          1,000  40.3 KiB   41.2  2026-01-03  2026-01-04  90 days  the month 2026-01 (400 rows, 1.5 KiB) from 2026-05-02T00:00Z on',
        'delivery_holds      0       0 B      -  -           -           -        -',
        '',
        '40.3 KiB in all tables; disk default: 1.0 GiB free of 4.0 GiB',
      ].join('\n'),
    );
  });

  it('says sizes in units that a person reads', () => {
    expect([0, 1, 1023, 1024, 1024 ** 5].map(sizeText)).toEqual(['0 B', '1 B', '1023 B', '1.0 KiB', '1024.0 TiB']);
  });
});
