import { describe, expect, it } from '@jest/globals';
import { toColumns, toCsv, toNdjson } from './export-rows.js';

const event = {
  event_id: '0190a000-0000-7000-8000-000000000001',
  source: 'shop',
  timestamp: '2026-05-20T10:00:00.000Z',
  received_at: '2026-05-20T10:00:01.000Z',
  user_id: '=HYPERLINK("x")',
  session_id: 's,1',
  category: '',
  name: 'click',
  page_url: '/a',
  data: { text: 'two\nlines' },
};

describe('export', () => {
  it('[E1] writes CSV that a spreadsheet reads back and does not run', () => {
    const [header, row] = toCsv([event]).split('\r\n');
    expect(header).toBe('event_id,source,timestamp,received_at,user_id,session_id,category,name,page_url,data');
    expect(row).toBe(
      '0190a000-0000-7000-8000-000000000001,shop,2026-05-20T10:00:00.000Z,2026-05-20T10:00:01.000Z,' +
        '"\'=HYPERLINK(""x"")","s,1",,click,/a,"{""text"":""two\\nlines""}"',
    );
  });

  it('[E1] writes NDJSON that is the events', () => {
    expect(
      toNdjson([event, event])
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([event, event]);
    expect(toNdjson([])).toBe('');
  });

  it('[E1] lays columns out for Parquet with times as instants', () => {
    const columns = toColumns([event]);
    expect(columns[2]).toEqual({ name: 'timestamp', data: [new Date(event.timestamp)], type: 'TIMESTAMP' });
    expect(columns[9]).toEqual({ name: 'data', data: ['{"text":"two\\nlines"}'], type: 'STRING' });
  });
});
