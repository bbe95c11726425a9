import { expect, it } from '@jest/globals';
import type { StoredError } from '../api/errors.api.js';
import { groupErrors } from './group-errors.js';

const error = (code: StoredError['code'], field: string, source: string, minute: number): StoredError => ({
  error_id: `${minute}`,
  received_at: `2026-05-20T10:0${minute}:00.000Z`,
  source,
  code,
  field,
  message: `at ${minute}`,
  event: {},
});

it('[D2] groups errors by reason and field, with how often and since when', () => {
  const errors = [
    error('required', 'name', 'shop', 3),
    error('bot', '', 'shop', 2),
    error('required', 'name', 'blog', 1),
  ];
  const trend = (counts: Record<number, number>) => Array.from({ length: 24 }, (_, part) => counts[part] ?? 0);
  // A period of 24 minutes, so that each part of the trend is one.
  expect(groupErrors(errors, 24 * 60, Date.parse('2026-05-20T10:03:30.000Z'))).toEqual([
    {
      code: 'required',
      field: 'name',
      count: 2,
      sources: ['shop', 'blog'],
      first_at: '2026-05-20T10:01:00.000Z',
      last_at: '2026-05-20T10:03:00.000Z',
      message: 'at 3',
      trend: trend({ 21: 1, 23: 1 }),
    },
    {
      code: 'bot',
      field: '',
      count: 1,
      sources: ['shop'],
      first_at: '2026-05-20T10:02:00.000Z',
      last_at: '2026-05-20T10:02:00.000Z',
      message: 'at 2',
      trend: trend({ 22: 1 }),
    },
  ]);
});
