import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Product, get, post } from '../kit/index.js';

const COMMITTED = path.resolve(import.meta.dirname, '../../apps/gateway/openapi.json');

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
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
  it('[E5] is committed as the code says it; "npm run openapi" writes it', () => {
    expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(document);
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
