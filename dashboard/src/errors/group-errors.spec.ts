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
  expect(groupErrors(errors)).toEqual([
    {
      code: 'required',
      field: 'name',
      count: 2,
      sources: ['shop', 'blog'],
      first_at: '2026-05-20T10:01:00.000Z',
      last_at: '2026-05-20T10:03:00.000Z',
      message: 'at 3',
    },
    {
      code: 'bot',
      field: '',
      count: 1,
      sources: ['shop'],
      first_at: '2026-05-20T10:02:00.000Z',
      last_at: '2026-05-20T10:02:00.000Z',
      message: 'at 2',
    },
  ]);
});
