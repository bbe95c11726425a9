import { describe, expect, it } from '@jest/globals';
import { isLocalRequest } from './loopback.js';
import { readRequest } from './query-request.js';

const read = (query: string, headers = {}, method = 'POST') => readRequest(method, new URLSearchParams(query), headers);

describe('[D4] what a request asks for', () => {
  it('[D4] tells settings from parameters and from what is for the interface', () => {
    const request = read(
      'query=SELECT+1&max_threads=2&param_x=a%09b&wait_end_of_query=1&database=d&default_format=CSV&query_id=q',
    );
    expect(request).toMatchObject({
      sql: 'SELECT 1',
      database: 'd',
      defaultFormat: 'CSV',
      queryId: 'q',
      waitsForEnd: true,
    });
    expect([...request.settings]).toEqual([['max_threads', '2']]);
    expect([...request.params]).toEqual([['x', 'a\tb']]);
  });

  it('[D4] has a server’s defaults', () => {
    const request = read('');
    expect(request).toMatchObject({
      user: 'default',
      defaultFormat: 'TabSeparated',
      database: undefined,
      isReadonly: false,
    });
    expect(request.queryId).toMatch(/^[0-9a-f-]{36}$/);
    expect(read('', {}, 'GET').isReadonly).toBe(true);
  });

  it('[D4] takes sessions with their time-out, an hour at most', () => {
    expect(read('session_id=s&session_timeout=7&session_check=1').session).toEqual({
      id: 's',
      timeoutMs: 7000,
      mustExist: true,
    });
    expect(() => read('session_id=s&session_timeout=99999')).toThrow(expect.objectContaining({ code: 374 }));
  });

  it.each([
    ['gzip', 'gzip'],
    ['br, deflate', 'deflate'],
    ['gzip;q=0, br', 'br'],
    ['zstd', undefined],
    ['', undefined],
  ])('[D4] compresses for Accept-Encoding %j by %s', (accepted, encoding) => {
    expect(read('enable_http_compression=1', { 'accept-encoding': accepted }).compression.encoding).toBe(encoding);
    expect(read('', { 'accept-encoding': accepted }).compression.encoding).toBeUndefined();
  });

  it.each([
    ['', { 'x-clickhouse-user': 'reader' }, 'reader'],
    ['user=reader', {}, 'reader'],
    ['', { authorization: `Basic ${btoa('reader:any:thing')}` }, 'reader'],
    ['', { 'x-clickhouse-user': 'default', 'x-clickhouse-key': 'x' }, 'default'],
  ])('[D4] knows the user of %j %j', (query, headers, user) => expect(read(query, headers).user).toBe(user));

  it.each([
    ['user=nobody', {}],
    ['user=reader', { 'x-clickhouse-user': 'default' }],
    ['', { authorization: 'Bearer x' }],
  ])('[D4] refuses %j %j', (query, headers) => {
    expect(() => read(query, headers)).toThrow(expect.objectContaining({ code: 516 }));
  });
});

describe('[D4] who may reach the port', () => {
  it.each([
    ['127.0.0.1:8123', undefined, true],
    ['LOCALHOST', undefined, true],
    ['[::1]:1', 'http://[::1]:3000', true],
    [undefined, undefined, true],
    ['example.com', undefined, false],
    ['127.0.0.1.example.com', undefined, false],
    ['localhost:8123@example.com', undefined, false],
    ['localhost', 'https://example.com', false],
    ['localhost', 'null', false],
    ['localhost', 'file://localhost', false],
  ])('[D4] host %s, origin %s: %s', (host, origin, expected) => expect(isLocalRequest(host, origin)).toBe(expected));
});
