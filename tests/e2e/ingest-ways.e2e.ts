import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, beginRequest, get, untilStored, waitFor } from '../kit/index.js';

/**
 * An ordinary `POST /events` takes a short way through the gateway, everything else a long one. A slash at the end of the
 * path means the same and takes the long one: so each request is sent along both, for a source each, and answered alike.
 */
const SHORT = { path: '/events', source: 'short' };
const LONG = { path: '/events/', source: 'long' };
type Way = typeof SHORT;

const LIMIT = 1_000;
let product: Product;

beforeAll(async () => {
  product = await Product.start({
    env: { THROTTLE_LIMIT: String(LIMIT), THROTTLE_TTL: '3600', TRUST_PROXY: '10.0.0.0/8, 127.0.0.1' },
  });
}, 180_000);
afterAll(() => product.stop());

interface Told {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Asked {
  body: string | Buffer;
  headers?: Record<string, string>;
  /** As it was sent, for the two sources alike. */
  source?: string;
  agent?: Agent;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const NDJSON_TYPE = { 'content-type': 'application/x-ndjson' };

function send(
  { path, source }: Way,
  { body, headers = JSON_TYPE, source: named = source, agent }: Asked,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      ...(agent ? { agent } : {}),
      headers: { ...headers, 'content-length': Buffer.byteLength(body), 'x-source': named },
    };
    const sent = request(product.url + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * What differs between any two answers, by name only; and what a source is called. Fastify closes the connection after a
 * body that its parsers refuse, although all of it was read; the short way has no reason to.
 */
function comparable({ status, headers, body }: Told, { source }: Way) {
  const { connection: _, 'keep-alive': _seconds, ...others } = headers;
  const named: IncomingHttpHeaders = { ...others, date: '', 'x-request-id': '' };
  if (headers['x-ratelimit-reset'] !== undefined) named['x-ratelimit-reset'] = 'seconds';
  if (headers['retry-after'] !== undefined) named['retry-after'] = 'seconds';
  return {
    status,
    headers: named,
    body: body.replaceAll(`"${source}"`, '"-"').replace(/in \d+ seconds/, 'in so many seconds'),
  };
}

async function alongBoth(asked: Asked): Promise<Told> {
  const [short, long] = [await send(SHORT, asked), await send(LONG, asked)];
  expect(comparable(short, SHORT)).toEqual(comparable(long, LONG));
  expect(short.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-z]+$/);
  expect(short.headers['x-request-id']).not.toBe(long.headers['x-request-id']);
  return short;
}

const id = (digit: number) => `0197a8f0-0000-7000-8000-${String(digit).padStart(12, '0')}`;
const event = (digit: number) => ({ event_id: id(digit), user_id: 'u', name: 'view', page_url: '/ü' });
const text = (value: unknown) => JSON.stringify(value);

describe('both ways', () => {
  it.each<[string, number, Asked]>([
    ['one event', 202, { body: text(event(1)) }],
    ['the same again', 202, { body: text(event(1)) }],
    ['the same id with something else', 202, { body: text({ ...event(1), name: 'click' }) }],
    ['a list', 202, { body: text([event(2), event(3)]) }],
    ['a list with a name', 202, { body: text({ events: [event(4)] }) }],
    ['a charset', 202, { body: text(event(5)), headers: { 'content-type': 'application/json; charset=utf-8' } }],
    ['lines', 202, { body: `${text(event(6))}\n${text(event(7))}\n`, headers: NDJSON_TYPE }],
    ['lines of which one is broken', 202, { body: `${text(event(8))}\n{"user_id":\n`, headers: NDJSON_TYPE }],
    ['a list of which one is wrong', 202, { body: text([event(9), { user_id: 7, name: '' }]) }],
    ['a key of the request', 202, { body: text(event(10)), headers: { ...JSON_TYPE, 'idempotency-key': 'k' } }],
    ['a crawler', 400, { body: text(event(11)), headers: { ...JSON_TYPE, 'user-agent': 'Googlebot/2.1' } }],
    ['several wrong fields', 400, { body: text({ user_id: '', nothing: 'ü', name: 5 }) }],
    ['no JSON', 400, { body: '{"user_id"' }],
    ['an empty list', 400, { body: '[]' }],
    ['nothing but space', 400, { body: ' ' }],
    ['no body', 400, { body: '' }],
    ['something beside the list', 400, { body: '{"events":[],"more":1}' }],
    ['bytes that are no text', 400, { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) }],
    ['too deep', 400, { body: '['.repeat(1_200) + ']'.repeat(1_200) }],
    ['a source with a space', 400, { body: text(event(12)), source: 'a b' }],
    ['an empty key of the request', 400, { body: text(event(12)), headers: { ...JSON_TYPE, 'idempotency-key': '' } }],
    ['more events than a request may have', 413, { body: `[${'{},'.repeat(10_000)}{}]` }],
    ['another type', 415, { body: text(event(12)), headers: { 'content-type': 'text/plain' } }],
    ['another host', 403, { body: text(event(12)), headers: { ...JSON_TYPE, host: 'example.org' } }],
  ])('[B1][B4] answer alike: %s', async (_what, status, asked) => {
    expect((await alongBoth(asked)).status).toBe(status);
  });

  it('[B1] are two: only the long one closes a connection after a body that is no JSON', async () => {
    const agent = new Agent({ keepAlive: true });
    const asked = { body: '{', agent };
    expect((await send(SHORT, asked)).headers.connection).toBe('keep-alive');
    expect((await send({ ...SHORT, path: '/api/events' }, asked)).headers.connection).toBe('keep-alive');
    expect((await send(LONG, asked)).headers.connection).toBe('close');
    agent.destroy();
  });

  it('[B1] answer alike a body that comes in pieces', async () => {
    const body = text(event(20));
    const inPieces = ({ path, source }: Way) =>
      new Promise<string>((resolve, reject) => {
        const { port } = new URL(product.url);
        const head =
          `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Source: ${source}\r\n` +
          `Content-Length: ${body.length + 1}\r\nConnection: close\r\n\r\n`;
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.setNoDelay(true);
          const bytes = Buffer.from(head + body);
          socket.write(bytes.subarray(0, head.length + 10));
          setTimeout(() => socket.write(bytes.subarray(head.length + 10)), 20);
        });
        let told = '';
        socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
        socket.on('end', () => resolve(told));
        socket.on('error', reject);
      });
    const same = (told: string) => told.replace(/^(date|x-request-id|x-ratelimit-reset): .*$/gim, '$1');
    const [short, long] = [await inPieces(SHORT), await inPieces(LONG)];
    expect(short).toMatch(/^HTTP\/1\.1 202 Accepted\r\n/);
    expect(same(short)).toBe(same(long));
  });

  it('[B5] throttle alike, each source for itself, and the address for both', async () => {
    const anonymous = text(Array.from({ length: LIMIT }, () => ({ user_id: 'u', name: 'x' })));
    const overdrawn = async (way: Way) => {
      const { status, headers } = await send(way, { body: anonymous });
      return [status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']];
    };
    expect([await overdrawn(SHORT), await overdrawn(LONG)]).toEqual([
      [202, '1000', '0'],
      [202, '1000', '0'],
    ]);
    const refused = await alongBoth({ body: text(event(30)) });
    expect([refused.status, refused.headers['x-ratelimit-remaining']]).toEqual([429, '0']);
  });

  it('[E7] are counted alike, under one route, and the ledger has the same of both', async () => {
    const { body: outcomes } = await get<{ adds_up: boolean; sources: Record<string, object> }>(product, '/outcomes');
    await untilStored(product, 2 * (LIMIT + 11));
    await waitFor(async () => (await get<{ totals: { queued: number } }>(product, '/outcomes')).body.totals.queued, 0);
    const settled = (await get<{ sources: Record<string, object> }>(product, '/outcomes')).body.sources;
    expect(outcomes.adds_up).toBe(true);
    expect(settled[SHORT.source]).toEqual(settled[LONG.source]);
    const { body: metrics } = await get<string>(product, '/metrics');
    const count = (sample: string) => Number(new RegExp(`^${sample} (\\S+)$`, 'm').exec(metrics)?.[1]);
    const requests = (status: number) =>
      count(`argus_http_requests_total\\{method="POST",route="/events",status="${status}"\\}`);
    expect([202, 400, 403, 413, 415, 429].map(requests)).toEqual([24, 25, 2, 2, 2, 2]);
    const timed = count('argus_http_request_seconds_count\\{method="POST",route="/events"\\}');
    expect(timed).toBe(57);
    expect(count('argus_http_request_seconds_bucket\\{le="\\+Inf",method="POST",route="/events"\\}')).toBe(57);
  });

  it('[B5] throttle alike each client behind a proxy that is trusted, by its own address', async () => {
    // One connection, as a proxy keeps it, on which clients take turns.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const all = text(Array.from({ length: LIMIT }, () => ({ user_id: 'u', name: 'x' })));
    const from = async (way: Way, forwarded: string, source: string, body: string) => {
      const headers = { ...JSON_TYPE, 'x-forwarded-for': forwarded };
      const told = await send(way, { body, headers, source: `${source}-${way.source}`, agent });
      return [told.status, told.headers['x-ratelimit-limit'], told.headers['x-ratelimit-remaining']];
    };
    const turns = async (way: Way, [one, other]: [string, string]) => {
      const told = [];
      // An address has the budgets of five sources.
      for (let n = 1; n <= 5; n++) {
        told.push(await from(way, one, `turn-${n}`, all), await from(way, other, 'other', text(event(100 + n))));
      }
      told.push(await from(way, one, 'turn-6', text(event(200))));
      told.push(await from(way, `6.6.6.6, ${one}, 10.1.2.3`, 'turn-6', text(event(200))));
      told.push(await from(way, `${one}, ${other}`, 'turn-6', text(event(200))));
      told.push(await from(way, 'nobody', 'turn-7', text(event(201))));
      told.push(await from(way, ' ', 'turn-7', text(event(202))));
      return told;
    };
    try {
      const short = await turns(SHORT, ['203.0.113.1', '203.0.113.2']);
      expect(short).toEqual([
        ...[1, 2, 3, 4, 5].flatMap((n) => [
          [202, '1000', '0'],
          [202, '1000', String(LIMIT - n)],
        ]),
        [429, '5000', '0'],
        [429, '5000', '0'],
        [202, '1000', '999'],
        [202, '1000', '999'],
        [202, '1000', '998'],
      ]);
      expect(await turns(LONG, ['203.0.113.3', '203.0.113.4'])).toEqual(short);
      const broken = { body: '{', headers: { ...JSON_TYPE, 'x-forwarded-for': '203.0.113.5' }, agent };
      expect((await send(SHORT, { ...broken, source: 'broken' })).headers.connection).toBe('keep-alive');
      expect((await send(LONG, { ...broken, source: 'broken' })).headers.connection).toBe('close');
    } finally {
      agent.destroy();
    }
  });

  it('[B5] refuse once: after a refusal a connection goes the long way until something is accepted', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [refused, accepted] = [
      { body: text(event(300)), source: 'a b', agent },
      { body: text(event(300)), source: 'after', agent },
    ];
    const broken = { body: '{', source: 'after', agent };
    const answers = async (...sent: Asked[]) => {
      const told = [];
      for (const asked of sent) {
        const { status, headers } = await send(SHORT, asked);
        told.push([status, headers.connection]);
      }
      return told;
    };
    expect(await answers(refused, refused, accepted, broken)).toEqual([
      [400, 'keep-alive'],
      [400, 'keep-alive'],
      [202, 'keep-alive'],
      [400, 'keep-alive'],
    ]);
    expect(await answers(refused, broken)).toEqual([
      [400, 'keep-alive'],
      [400, 'close'],
    ]);
    agent.destroy();
  });

  it('[E7] a body that breaks off is counted as what its sender was told, or as one that left', async () => {
    const begin = () => beginRequest(product.url, '/events', ['Content-Length: 100', 'X-Source: breaks']);
    const count = async (status: number) => {
      const { body } = await get<string>(product, '/metrics');
      const sample = `argus_http_requests_total{method="POST",route="/events",status="${status}"} `;
      return Number(
        body
          .split('\n')
          .find((line) => line.startsWith(sample))
          ?.slice(sample.length) ?? 0,
      );
    };
    const before = await count(400);
    // Without a byte of the body: Node takes a reset that comes together with one for an end, and answers it.
    (await begin()).socket.resetAndDestroy();
    await waitFor(() => count(499), 1);
    expect(await count(400)).toBe(before);
    const ends = await begin();
    ends.socket.end('{');
    await waitFor(() => count(400), before + 1);
    expect(ends.told().split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
    expect(await count(499)).toBe(1);
  });
});
