import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Product, get, sendAll, untilStored } from '../kit/index.js';
import type { OpenApiDocument, Operation } from '../kit/openapi.js';
import { type MadeRequest, requestsTo } from '../kit/openapi-requests.js';
import { SchemaValues } from '../kit/openapi-values.js';

/*
 * Requests made up from the OpenAPI document. The short form runs with every test; the long one with other seeds:
 *
 *   ARGUS_FUZZ_RUNS=500 ARGUS_FUZZ_SEEDS=1,2,3 npm test -- tests/e2e/bad-input-fuzz
 */
const RUNS = Number(process.env['ARGUS_FUZZ_RUNS'] ?? 50);
const SEEDS = (process.env['ARGUS_FUZZ_SEEDS'] ?? '20240315').split(',').map(Number);
const AT_ONCE = 8;
const PATIENCE_MS = 120_000 + RUNS * 2_000;

let product: Product;
let document: OpenApiDocument;
let ajv: Ajv;
const validators = new Map<object, ValidateFunction>();

/** The ids that the document gives as examples are there: otherwise most look-ups would end with 404. */
const KNOWN = [
  {
    event_id: '018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f60',
    user_id: 'user-17',
    session_id: 's-901',
    name: 'view',
    page_url: '/',
  },
  { user_id: 'user-17', session_id: 's-901', name: 'click', category: 'shop', data: { element_id: 'buy' } },
];

/** What the id of is made by the server cannot be asked for beforehand. */
const MADE_BY_THE_SERVER = new Set(['/errors/{error_id}', '/admin/erasures/{job_id}']);

beforeAll(async () => {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
  ({ body: document } = await get<OpenApiDocument>(product, '/openapi.json'));
  ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  await sendAll(product, KNOWN);
  await put('/sources/shop', { tracking_plan: 'warn' });
  await put('/tracking-plan/purchase', { schema: { type: 'object' } });
  await untilStored(product, KNOWN.length);
});
afterAll(() => product.stop());

function put(route: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(product.url + route, { method: 'PUT', headers, body: JSON.stringify(body) });
}

function schemaErrors(operation: Operation, status: number, type: string, text: string): unknown {
  const documented = operation.responses[String(status)];
  if (!documented) return `no ${status} is documented`;
  const schema = Object.entries(documented.content ?? {}).find(([name]) => type.startsWith(name))?.[1].schema;
  if (!schema) return text !== '' ? `no ${type} is documented for ${status}` : undefined;
  if (!/json/.test(type)) return undefined;
  const validate = validators.get(schema) ?? ajv.compile({ ...schema, components: document.components });
  validators.set(schema, validate);
  return validate(JSON.parse(text)) ? undefined : ajv.errorsText(validate.errors);
}

interface Fault extends MadeRequest {
  /** One of a kind is enough to mend it. */
  kind: string;
  wrong: unknown;
}

const statuses = new Map<string, number>();

async function tryOne(path: string, method: string, request: MadeRequest): Promise<Fault[]> {
  const { url, body, headers } = request;
  const response = await fetch(product.url + url, {
    method: method.toUpperCase(),
    headers,
    ...(body === undefined ? {} : { body: body.toWellFormed() }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const kind = `${method} ${path} ${response.status}`;
  statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
  const operation = document.paths[path]?.[method] as Operation;
  const wrong = response.status >= 500 ? text : schemaErrors(operation, response.status, type, text);
  return wrong === undefined ? [] : [{ kind, ...request, wrong }];
}

describe('requests made up from the OpenAPI document', () => {
  it.each(SEEDS)(
    '[B4] [E5] never meet a fault, an undocumented status, or an answer of another shape (seed %i)',
    async (seed) => {
      const faults = new Map<string, Fault>();
      let requests = 0;
      const values = new SchemaValues(document);
      const operations = Object.entries(document.paths)
        // A stream does not end, and readiness may be lost for a moment.
        .filter(([path]) => path !== '/live' && path !== '/health/ready')
        .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method })));
      for (const { path, method } of operations) {
        const made = fc.sample(requestsTo(document, values, path, method), { numRuns: RUNS, seed });
        for (let at = 0; at < made.length; at += AT_ONCE) {
          const lane = made.slice(at, at + AT_ONCE);
          const found = await Promise.all(lane.map((request) => tryOne(path, method, request)));
          requests += lane.length;
          for (const fault of found.flat()) faults.set(fault.kind, fault);
        }
      }
      expect([...faults.values()]).toEqual([]);
      expect(requests).toBe(operations.length * RUNS);
      expect((await get<{ adds_up: boolean }>(product, '/outcomes')).body.adds_up).toBe(true);
    },
    PATIENCE_MS,
  );

  it('[E5] is no empty exercise: every operation was answered well, and those that can refuse refused', () => {
    const met = (path: string, method: string, test: (status: number) => boolean) =>
      [...statuses.keys()].some((kind) => kind.startsWith(`${method} ${path} `) && test(Number(kind.split(' ')[2])));
    const never: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      if (path === '/live' || path === '/health/ready') continue;
      for (const method of Object.keys(methods)) {
        const isKnown = !MADE_BY_THE_SERVER.has(path);
        if (isKnown && !met(path, method, (status) => status < 300))
          never.push(`${method} ${path} was never answered well`);
        if (!met(path, method, (status) => status === 400)) never.push(`${method} ${path} was never refused`);
      }
    }
    expect(never).toEqual([]);
  });
});
