import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Product, get } from '../kit/index.js';

/** Requests a route, thousands in all. */
const RUNS = 60;
const AT_ONCE = 8;

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  $ref?: string;
  oneOf?: Schema[];
  allOf?: Schema[];
  example?: unknown;
}
interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header' | 'cookie';
  schema?: Schema;
  example?: unknown;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema; examples?: Record<string, { value: unknown }> }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

let product: Product;
let document: Document;
let ajv: Ajv;
const validators = new Map<object, ValidateFunction>();

beforeAll(async () => {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
  ({ body: document } = await get<Document>(product, '/openapi.json'));
  ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
});
afterAll(() => product.stop());

const hostile = fc.constantFrom(
  '',
  ' ',
  '\0',
  '%00',
  "' OR 1=1 --",
  '-1',
  '99999999999999999999',
  'NaN',
  '1e308',
  'null',
  '../../etc/passwd',
  '2024-02-30',
  '9999-12-31T23:59:59Z',
  '00000000-0000-0000-0000-000000000000',
  'Europe/Berlin',
  'x'.repeat(1_000),
  '😀',
  '[object Object]',
  '__proto__',
);

/** Values for a parameter: some that fit its schema, and some that cannot. */
function valueOf({ schema, example }: Parameter): fc.Arbitrary<string> {
  const fitting: fc.Arbitrary<string>[] = [];
  for (const known of [...(schema?.enum ?? []), example, schema?.example]) {
    if (known !== undefined) fitting.push(fc.constant(String(known)));
  }
  if (schema?.type === 'integer') fitting.push(fc.integer({ min: 0, max: 2_000 }).map(String));
  if (schema?.type === 'boolean') fitting.push(fc.constantFrom('true', 'false'));
  return fc.oneof(hostile, fc.string({ maxLength: 20 }), ...fitting, ...fitting);
}

const inQuery = (operation: Operation) => (operation.parameters ?? []).filter((one) => one.in === 'query');

function queryOf(operation: Operation): fc.Arbitrary<string> {
  const known = inQuery(operation).map((parameter) =>
    fc.option(valueOf(parameter).map((value): [string, string] => [parameter.name, value])),
  );
  const unknown = fc.option(
    fc.tuple(fc.constantFrom('colour', '__proto__', 'constructor'), fc.string({ maxLength: 5 })),
    {
      freq: 8,
    },
  );
  return fc.tuple(unknown, ...known).map((pairs) => {
    const given = pairs.filter((pair) => pair !== null);
    return given.length === 0
      ? ''
      : `?${new URLSearchParams(given.map(([key, value]): [string, string] => [String(key), String(value)])).toString()}`;
  });
}

function pathOf(path: string, operation: Operation): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
  const parameters = names.map(
    (name) => operation.parameters?.find((one) => one.name === name) ?? { name, in: 'path' as const },
  );
  return fc.tuple(...parameters.map(valueOf)).map((values) => {
    let at = 0;
    // An empty part, or one of dots, would be another path.
    return path.replace(/\{\w+\}/g, () => encodeURIComponent((values[at++] ?? '').replace(/^\.*$/, 'x')));
  });
}

function bodyOf(operation: Operation): fc.Arbitrary<string | undefined> {
  if (!operation.requestBody) return fc.constant(undefined);
  const content = operation.requestBody.content['application/json'];
  const examples = Object.values(content?.examples ?? {}).map(({ value }) => JSON.stringify(value));
  const schema = content?.schema.$ref
    ? document.components.schemas[content.schema.$ref.split('/').at(-1) ?? '']
    : content?.schema;
  const keys = Object.keys(schema?.properties ?? {});
  const shaped = fc
    .dictionary(fc.constantFrom(...keys, 'unheard_of'), fc.jsonValue({ maxDepth: 3 }))
    .map((value) => JSON.stringify(value));
  return fc.oneof(
    shaped,
    shaped,
    fc.json(),
    fc.string(),
    fc.constantFrom('', '{', '[]', 'null', '{"__proto__":{}}', '[[[[]]]]', ...examples),
  );
}

function schemaErrors(operation: Operation, status: number, type: string, text: string): unknown {
  const documented = operation.responses[String(status)];
  if (!documented) return `no ${status} is documented`;
  const schema = Object.entries(documented.content ?? {}).find(([name]) => type.startsWith(name))?.[1].schema;
  if (!schema) return documented.content && text !== '' ? `no ${type} is documented for ${status}` : undefined;
  if (!/json/.test(type)) return undefined;
  const validate = validators.get(schema) ?? ajv.compile({ ...schema, components: document.components });
  validators.set(schema, validate);
  return validate(JSON.parse(text)) ? undefined : ajv.errorsText(validate.errors);
}

interface Fault {
  /** One of a kind is enough to mend it. */
  kind: string;
  url: string;
  body: string | undefined;
  wrong: unknown;
}

async function tryOne(
  path: string,
  method: string,
  operation: Operation,
  url: string,
  body?: string,
): Promise<Fault[]> {
  const response = await fetch(product.url + url, {
    method: method.toUpperCase(),
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const wrong = response.status >= 500 ? text : schemaErrors(operation, response.status, type, text);
  return wrong === undefined ? [] : [{ kind: `${method} ${path} ${response.status}`, url, body, wrong }];
}

describe('requests made up from the OpenAPI document', () => {
  it('[B4] [E5] never meet a fault, an undocumented status, or an answer of another shape', async () => {
    const faults = new Map<string, Fault>();
    let requests = 0;
    const operations = Object.entries(document.paths)
      // A stream does not end, and readiness may be lost for a moment.
      .filter(([path]) => path !== '/live' && !path.startsWith('/health'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      );
    for (const { path, method, operation } of operations) {
      const request = fc.tuple(pathOf(path, operation), queryOf(operation), bodyOf(operation));
      const made = fc.sample(request, { numRuns: RUNS, seed: 20_240_315 });
      for (let at = 0; at < made.length; at += AT_ONCE) {
        const lane = made.slice(at, at + AT_ONCE);
        const found = await Promise.all(
          lane.map(([route, query, body]) => tryOne(path, method, operation, route + query, body)),
        );
        requests += lane.length;
        for (const fault of found.flat()) faults.set(fault.kind, fault);
      }
    }
    expect([...faults.values()]).toEqual([]);
    expect(requests).toBeGreaterThan(1_500);
  });
});
