import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { ERROR_CODES, type IndexedFieldError, type Problem } from '@argus/contract';
import { Product, get, post, runCommand } from '../kit/index.js';

const COMMITTED = path.resolve(import.meta.dirname, '../../apps/gateway/openapi.json');

interface Example {
  value: Problem;
}
interface Answer {
  content?: Record<string, { schema: object; example?: Problem; examples?: Record<string, Example> }>;
}
interface Operation {
  operationId: string;
  responses: Record<string, Answer>;
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

let product: Product;
let document: Document;

beforeAll(async () => {
  product = await Product.start();
  ({ body: document } = await get<Document>(product, '/openapi.json'));
});
afterAll(() => product.stop());

const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });
const U = { user_id: 'user-42', name: 'click' };

/** An event for each code that is refused with it. */
const BREAKING: Record<string, { body: unknown; headers?: Record<string, string> }> = {
  required: { body: { user_id: 'user-42' } },
  wrong_type: { body: { ...U, user_id: 42 } },
  empty: { body: { ...U, user_id: '' } },
  too_long: { body: { ...U, name: 'x'.repeat(101) } },
  too_deep: { body: { ...U, data: nested(17) } },
  too_large: { body: { ...U, name: 'note', data: { text: 'x'.repeat(65_536) } } },
  bad_format: { body: { ...U, timestamp: 'yesterday' } },
  out_of_range: { body: { ...U, name: 'location', data: { latitude: 91, longitude: 13.405 } } },
  in_the_future: { body: { ...U, timestamp: '2099-01-01T00:00:00Z' } },
  too_old: { body: { ...U, timestamp: '1969-12-31T23:59:59Z' } },
  unknown_field: { body: { ...U, colour: 'red' } },
  ambiguous_alias: { body: { ...U, event_type: 'click' } },
  unknown_event_type: { body: { ...U, name: 'jump' }, headers: { 'x-source': 'strict' } },
  not_allowed: { body: { ...U, name: 'pay', data: { method: 'barter' } } },
  bot: { body: U, headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } },
  malformed: { body: [] },
  too_many_errors: { body: { ...U, ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}`, i])) } },
};

/** Whether an answer has the shape that the document promises for it; the errors otherwise. */
function judge(route: string, method: string, status: number, answer: unknown): unknown {
  const content = document.paths[route]?.[method]?.responses[String(status)]?.content;
  const schema = content ? Object.values(content)[0]?.schema : undefined;
  if (!schema) return `${method} ${route} documents no ${status}`;
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  const validate = ajv.compile({ ...schema, components: document.components });
  return validate(answer) ? [] : validate.errors;
}

describe('the documentation of the API', () => {
  it('[E5] is committed as the code says it, and served so; "npm run openapi" writes it', async () => {
    expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(document);
    expect(await runCommand({}, 'openapi', '--check')).toEqual({ code: 0, output: '' });
  });

  it('[E5] shows Swagger UI and ReDoc, with everything that they need from this machine', async () => {
    for (const page of ['/swagger', '/redoc', '/api/swagger']) {
      const answer = await fetch(product.url + page);
      const html = await answer.text();
      expect([page, answer.status, answer.headers.get('content-type')]).toEqual([
        page,
        200,
        expect.stringContaining('html'),
      ]);
      expect(html).not.toMatch(/(src|href)="https?:/);
    }
    for (const asset of ['/swagger/swagger-ui.css', '/swagger/swagger-ui-bundle.js', '/redoc/redoc.standalone.js']) {
      expect([asset, (await fetch(product.url + asset)).status]).toEqual([asset, 200]);
    }
  });

  it('[E5] gives examples that are accepted as they stand', async () => {
    const examples = document.paths['/events']?.['post']?.requestBody?.content['application/json']?.examples ?? {};
    expect(Object.keys(examples).length).toBeGreaterThanOrEqual(5);
    for (const [name, { value }] of Object.entries(examples)) {
      expect([name, (await post(product, '/events?dry_run=true', value)).status]).toEqual([name, 202]);
    }
  });

  it('[E5] [B4] shows for every code what such an event is answered', async () => {
    const documented = document.paths['/events']?.['post']?.responses['400']?.content?.['application/problem+json'];
    const examples = documented?.examples ?? {};
    expect(Object.keys(examples).sort()).toEqual(ERROR_CODES.filter((code) => code !== 'poison').sort());
    const put = (route: string, body: object) =>
      fetch(product.url + route, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await put('/sources/strict', { strict: true });
    await put('/tracking-plan/pay', { schema: { properties: { method: { enum: ['card', 'cash'] } } } });
    for (const [code, { value }] of Object.entries(examples)) {
      const { body, headers = {} } = BREAKING[code] ?? { body: '' };
      const answer = await post<Problem>(product, '/events?dry_run=true', body, headers);
      const error = answer.body.errors?.at(-1) as IndexedFieldError;
      const now = /ahead of \S+/;
      expect([code, answer.status, { ...error, message: error.message.replace(now, '') }]).toEqual([
        code,
        value.status,
        { ...value.errors?.[0], message: value.errors?.[0]?.message.replace(now, '') },
      ]);
    }
  });

  it('[E5] gives each error of each route an example that obeys its schema', () => {
    const operations = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ route, method, responses })),
    );
    for (const { route, method, responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        const { example, examples } = content?.['application/problem+json'] ?? {};
        const shown = examples ? Object.values(examples).map(({ value }) => value) : [example];
        for (const one of shown) {
          expect([route, method, one?.status]).toEqual([route, method, Number(status)]);
          expect(judge(route, method, Number(status), one)).toEqual([]);
        }
      }
    }
  });

  it('[E5] describes the answers of ingestion as they are', async () => {
    const good = { user_id: 'u', name: 'x' };
    const cases: [unknown, Record<string, string>][] = [
      [good, {}],
      [[good, { name: 'x' }], {}],
      [{ name: 'x' }, {}],
      [good, { origin: 'https://evil.example' }],
      [Array.from({ length: 10_001 }, () => good), {}],
      [good, { 'content-type': 'text/plain' }],
    ];
    const statuses: number[] = [];
    for (const [body, headers] of cases) {
      const { status, body: answer } = await post(product, '/events', body, headers);
      statuses.push(status);
      expect(judge('/events', 'post', status, answer)).toEqual([]);
    }
    expect(statuses).toEqual([202, 202, 400, 403, 413, 415]);
  });

  it('[E5] documents the errors that every route may answer with, and gives each a name of its own', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.length).toBeGreaterThan(20);
    for (const { responses } of operations)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['403', '500']));
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });
});
