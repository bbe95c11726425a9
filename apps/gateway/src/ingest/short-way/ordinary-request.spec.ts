import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ordinaryForm } from './ordinary-request.js';

const HEADERS = { 'content-type': 'application/json', 'content-length': '100' };

const form = (asked: { method?: string; url?: string; headers?: Record<string, string | undefined> }) =>
  ordinaryForm({
    method: 'POST',
    url: '/events',
    ...asked,
    headers: { ...HEADERS, ...asked.headers },
  } as IncomingMessage);

describe('an ordinary request', () => {
  it.each([
    [{}, 'json'],
    [{ url: '/api/events' }, 'json'],
    [{ headers: { 'content-type': 'application/json; charset=utf-8' } }, 'json'],
    [{ headers: { 'content-type': 'application/x-ndjson' } }, 'ndjson'],
    [{ headers: { 'content-length': '10485760' } }, 'json'],
  ])('[B1] is one that POSTs plain events of a known length: %j', (asked, expected) => {
    expect(form(asked)).toBe(expected);
  });

  it.each([
    [{ method: 'GET' }],
    [{ url: '/events/' }],
    [{ url: '/events?dry_run=true' }],
    [{ url: '/analytics' }],
    [{ url: '/api/api/events' }],
    [{ headers: { 'content-type': undefined } }],
    [{ headers: { 'content-type': 'application/json; charset=latin1' } }],
    [{ headers: { 'content-type': 'text/plain' } }],
    [{ headers: { 'content-length': undefined } }],
    [{ headers: { 'content-length': '0' } }],
    [{ headers: { 'content-length': '10485761' } }],
    [{ headers: { 'content-encoding': 'gzip' } }],
    [{ headers: { 'transfer-encoding': 'chunked' } }],
    [{ headers: { origin: 'http://localhost:3000' } }],
  ])('[B1] is not this one, which goes the long way: %j', (asked) => {
    expect(form(asked)).toBeUndefined();
  });
});
