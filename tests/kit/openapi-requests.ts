import fc from 'fast-check';
import type { OpenApiDocument, Operation, Parameter } from './openapi.js';
import { type SchemaValues, hostileText } from './openapi-values.js';

/** A request to an operation of the document. */
export interface MadeRequest {
  url: string;
  body: string | undefined;
  headers: Record<string, string>;
}

/** What is sent on purpose: requests that should be answered, or such as should be refused. */
type Mood = 'careful' | 'careless';

const asParameter = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function carefulValue(values: SchemaValues, { schema, example }: Parameter): fc.Arbitrary<string> {
  return example === undefined ? values.careful(schema).map(asParameter) : fc.constant(asParameter(example));
}

/** Values for a parameter: most fit its schema, some cannot. */
function valueOf(values: SchemaValues, { schema, example }: Parameter): fc.Arbitrary<string> {
  const fitting = values.fitting(schema).map(asParameter);
  const known = example ?? schema?.example;
  return fc.oneof(
    { weight: 3, arbitrary: fitting },
    { weight: 3, arbitrary: known === undefined ? fitting : fc.constant(String(known)) },
    { weight: 2, arbitrary: hostileText },
    { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  );
}

const isKnown = (values: SchemaValues, { required, schema, example }: Parameter): boolean =>
  required === true || example !== undefined || values.isTelling(schema);

function queryOf(values: SchemaValues, parameters: Parameter[], mood: Mood): fc.Arbitrary<string> {
  const pick = (one: Parameter) => (mood === 'careful' ? carefulValue(values, one) : valueOf(values, one));
  const known = parameters
    .filter((one) => one.in === 'query' && (mood === 'careless' || isKnown(values, one)))
    .map((one) =>
      fc.option(
        pick(one).map((value): [string, string] => [one.name, value]),
        { freq: one.required ? 20 : 1 },
      ),
    );
  const names = fc.constantFrom('colour', '__proto__', 'constructor', 'limit[]', '');
  const unknown =
    mood === 'careful' ? fc.constant(null) : fc.option(fc.tuple(names, fc.string({ maxLength: 5 })), { freq: 3 });
  return fc.tuple(unknown, ...known).map((pairs) => {
    const given = pairs.filter((pair) => pair !== null) as [string, string][];
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  });
}

function pathOf(values: SchemaValues, path: string, parameters: Parameter[], mood: Mood): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
  const parts = names.map((name) => parameters.find((one) => one.name === name) ?? { name, in: 'path' as const });
  return fc
    .tuple(...parts.map((one) => (mood === 'careful' ? carefulValue(values, one) : valueOf(values, one))))
    .map((texts) => {
      let at = 0;
      // An empty part, or one of dots, would be another path.
      return path.replace(/\{\w+\}/g, () =>
        encodeURIComponent((texts[at++] ?? '').toWellFormed().replace(/^\.*$/, 'x')),
      );
    });
}

function bodyOf(
  values: SchemaValues,
  { requestBody }: Operation,
  mood: Mood,
): fc.Arbitrary<{ type: string; body: string } | null> {
  if (!requestBody) return fc.constant(null);
  return fc.oneof(
    ...Object.entries(requestBody.content).map(([type, { schema, examples, example }]) => {
      const known = [...Object.values(examples ?? {}).map(({ value }) => value), ...(example ? [example] : [])];
      const asText = (value: unknown) =>
        typeof value === 'string' && type !== 'application/json' ? value : JSON.stringify(value);
      const good = [values.careful(schema), ...(known.length > 0 ? [fc.constantFrom(...known)] : [])];
      if (mood === 'careful') return fc.record({ type: fc.constant(type), body: fc.oneof(...good).map(asText) });
      const body = fc.oneof(
        { weight: 4, arbitrary: values.fitting(schema).map(asText) },
        { weight: 4, arbitrary: values.broken(schema).map(asText) },
        { weight: 1, arbitrary: fc.json() },
        { weight: 1, arbitrary: fc.string() },
        { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', 'null', '{"__proto__":{}}', '[[[[]]]]', '\n\n{') },
        ...(known.length > 0 ? [{ weight: 2, arbitrary: fc.constantFrom(...known).map(asText) }] : []),
      );
      const sent = fc.oneof(
        { weight: 30, arbitrary: fc.constant(type) },
        fc.constantFrom('text/plain', 'application/xml'),
      );
      return fc.record({ type: sent, body });
    }),
  );
}

/** What cannot be in a header does not reach the server. */
const asHeader = (text: string): string => text.replaceAll(/[^\t\x20-\x7e]/g, '?').slice(0, 300);

function headersOf(values: SchemaValues, parameters: Parameter[]): fc.Arbitrary<[string, string][]> {
  const known = parameters
    .filter((one) => one.in === 'header')
    .map((one) =>
      fc.option(
        valueOf(values, one).map((value): [string, string] => [one.name, asHeader(value)]),
        { freq: 2 },
      ),
    );
  return fc.tuple(...known).map((pairs) => pairs.filter((pair) => pair !== null));
}

/** Requests to one operation, valid and broken, made from nothing but the document. */
export function requestsTo(
  document: OpenApiDocument,
  values: SchemaValues,
  path: string,
  method: string,
): fc.Arbitrary<MadeRequest> {
  const operation = document.paths[path]?.[method] as Operation;
  const parameters = operation.parameters ?? [];
  const inMood = (mood: Mood) =>
    fc.tuple(
      pathOf(values, path, parameters, mood),
      queryOf(values, parameters, mood),
      mood === 'careful' ? fc.constant([]) : headersOf(values, parameters),
      bodyOf(values, operation, mood),
    );
  return fc
    .oneof({ weight: 1, arbitrary: inMood('careful') }, { weight: 3, arbitrary: inMood('careless') })
    .map(([route, query, headers, sent]) => ({
      url: route + query,
      body: sent?.body,
      headers: Object.fromEntries([...headers, ...(sent ? [['content-type', sent.type] as [string, string]] : [])]),
    }));
}
