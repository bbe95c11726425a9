import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../../problem/problem-error.js';
import { parseBody } from './parse-body.js';
import { MalformedItem, type ParsedBody } from './parsed-body.js';

const itemsOf = (body: ParsedBody) => Array.from({ length: body.count }, (_, index) => body.item(index));
const json = (text: string | Buffer) => itemsOf(parseBody(Buffer.from(text as string), 'json'));
const ndjson = (text: string) => itemsOf(parseBody(Buffer.from(text), 'ndjson'));

function refusal(run: () => unknown): { status: number; codes: string[] } {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) {
      return { status: error.status, codes: (error.extras.errors ?? []).map(({ code }) => code) };
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseBody', () => {
  it('[B1] reads one event, an array, {"events": [...]} and NDJSON', () => {
    const event = { name: 'a' };
    expect(json('{"name":"a"}')).toEqual([event]);
    expect(json('[{"name":"a"},{"name":"a"}]')).toEqual([event, event]);
    expect(json('{"events":[{"name":"a"}]}')).toEqual([event]);
    expect(ndjson('{"name":"a"}\r\n\n{"name":"a"}')).toEqual([event, event]);
  });

  it('[B1] tolerates a byte order mark', () => {
    expect(json('\uFEFF{"name":"a"}')).toEqual([{ name: 'a' }]);
  });

  it('[B4] keeps a bad line of NDJSON in its place', () => {
    const items = ndjson('{"name":"a"}\n{oops\n{"name":"b"}');
    expect(items[0]).toEqual({ name: 'a' });
    expect(items[1]).toBeInstanceOf(MalformedItem);
    expect(items[2]).toEqual({ name: 'b' });
  });

  it('[B4] keeps a line of NDJSON that is no UTF-8, or too deep, in its place', () => {
    const good = Buffer.from('{"name":"\\u00e4"}\n');
    const deep = Buffer.from(`${'['.repeat(5_000)}\n`);
    const latin = Buffer.from('{"name":"\xe4"}\n', 'latin1');
    const body = parseBody(Buffer.concat([good, latin, deep, good]), 'ndjson');
    const items = itemsOf(body);
    expect([items[0], items[3]]).toEqual([{ name: 'ä' }, { name: 'ä' }]);
    expect(items.slice(1, 3)).toMatchObject([{ code: 'malformed' }, { code: 'too_deep' }]);
    expect(body.mayHoldOddCharacters).toBe(true);
  });

  it.each([
    ['an empty body', ''],
    ['an empty list', '[]'],
    ['an empty list of events', '{"events":[]}'],
    ['broken JSON', '{"name":'],
    ['NaN', '{"name":NaN}'],
    ['a number', '42'],
    ['null', 'null'],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ])('[B4] refuses %s as malformed', (_what, body) => {
    expect(refusal(() => json(body))).toEqual({ status: 400, codes: ['malformed'] });
  });

  it('[B4] refuses 100,000 levels before parsing them', () => {
    expect(refusal(() => json('['.repeat(100_000)))).toEqual({ status: 400, codes: ['too_deep'] });
  });

  it('[B4] refuses 10,001 events in either form', () => {
    expect(refusal(() => json(`[${'1,'.repeat(10_000)}1]`)).status).toBe(413);
    expect(refusal(() => ndjson('1\n'.repeat(10_001))).status).toBe(413);
    expect(ndjson('1\n'.repeat(10_000))).toHaveLength(10_000);
  });

  it('[B4] makes __proto__ an ordinary key', () => {
    const [item] = json('{"__proto__":{"polluted":true}}') as [object];
    expect(Object.keys(item)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
