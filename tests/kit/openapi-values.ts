import fc from 'fast-check';
import type { OpenApiDocument, Schema } from './openapi.js';

/** Texts and numbers that break programs, whatever they stand for. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  '%00',
  '\r\nX-Injected: 1',
  "' OR 1=1 --",
  '{x:String}',
  '-1',
  '99999999999999999999',
  'NaN',
  '1e308',
  'null',
  '../../etc/passwd',
  '0001-01-01',
  '1969-12-31T23:59:59.999999-12:00',
  '2024-02-30',
  '9999-12-31T23:59:59Z',
  '00000000-0000-0000-0000-000000000000',
  'Europe/Berlin',
  'x'.repeat(1_000),
  '😀'.repeat(60),
  '\u202e',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
];
export const hostileText = fc.constantFrom(...HOSTILE_TEXTS);

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, -1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [], {}, [[]], { a: { b: [null] } }),
  fc.jsonValue({ maxDepth: 3 }),
);

const unit = fc.constantFrom('a', 'Z', '0', '_', '-', '.', ' ', 'ß', '界', '😀', "'", '"', '\\', '%', '\n');

function textOf({ format, minLength = 0, maxLength = 40, example }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof(fc.uuid(), fc.constant(String(example ?? '')));
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const free = fc
    .array(unit, { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) })
    .map((units) => units.join(''));
  const atTheBound = fc.constantFrom('x'.repeat(Math.min(maxLength, 5_000)), 'x'.repeat(minLength));
  return fc.oneof(free, free, atTheBound, ...(typeof example === 'string' ? [fc.constant(example)] : []));
}

function numberOf({ type, minimum = -1_000, maximum = 1_000_000 }: Schema): fc.Arbitrary<number> {
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, Number.MAX_SAFE_INTEGER) });
  return fc.double({ min: minimum, max: maximum, noNaN: true });
}

/** Makes values by the schemas of a document: those that obey them, and those that nearly do. */
export class SchemaValues {
  constructor(private readonly document: OpenApiDocument) {}

  /** Values that obey a schema, apart from what it says in words; deep ones end soon. */
  fitting(given: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
    const schema = this.#resolve(given ?? {});
    const alternatives = schema.oneOf ?? schema.anyOf;
    if (alternatives) return fc.oneof(...alternatives.map((one) => this.fitting(one, depth)));
    if (schema.allOf?.length === 1) return this.fitting(schema.allOf[0], depth);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    switch (schema.type) {
      case 'string':
        return textOf(schema);
      case 'integer':
      case 'number':
        return numberOf(schema);
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(this.fitting(schema.items, depth + 1), { minLength: schema.minItems ?? 0, maxLength: 4 });
      case 'object':
        return this.#object(schema, depth);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  }

  /**
   * Values that a careful client would send: what the document gives as examples, and what it lists or bounds. Fields of
   * which it says nothing more than that they are texts are left out where they may be.
   */
  careful(given: Schema | undefined): fc.Arbitrary<unknown> {
    const schema = this.#resolve(given ?? {});
    if (schema.example !== undefined) return fc.constant(schema.example);
    const alternatives = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (alternatives) return fc.oneof(...alternatives.map((one) => this.careful(one)));
    if (schema.type === 'array') return fc.array(this.careful(schema.items), { minLength: 1, maxLength: 2 });
    const { properties = {}, required = [] } = schema;
    const known = Object.entries(properties).filter(([key, one]) => required.includes(key) || this.isTelling(one));
    if (known.length === 0) return this.fitting(schema);
    const model = Object.fromEntries(known.map(([key, one]) => [key, this.careful(one)]));
    return fc.record(model, { requiredKeys: required.filter((key) => key in model) });
  }

  /** Whether a schema says enough to make a value that is taken. */
  isTelling(given: Schema | undefined): boolean {
    const schema = this.#resolve(given ?? {});
    return (
      schema.example !== undefined || schema.enum !== undefined || /boolean|integer|number/.test(String(schema.type))
    );
  }

  /** Values that obey a schema but for one place: a value of another kind, a field too many, one too few. */
  broken(schema: Schema | undefined): fc.Arbitrary<unknown> {
    return fc
      .tuple(this.fitting(schema), fc.nat(), hostileValue, fc.constantFrom('replace', 'remove', 'add'))
      .map(([value, at, hostile, how]) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return hostile;
        const keys = Object.keys(value);
        const key = how === 'add' || keys.length === 0 ? 'unheard_of' : (keys[at % keys.length] as string);
        const { [key]: _old, ...others } = value as Record<string, unknown>;
        return how === 'remove' ? others : { ...others, [key]: hostile };
      });
  }

  #resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return this.document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {};
  }

  #object({ properties = {}, required = [], additionalProperties }: Schema, depth: number): fc.Arbitrary<unknown> {
    if (Object.keys(properties).length === 0 || depth > 3) {
      const value =
        typeof additionalProperties === 'object' ? this.fitting(additionalProperties, depth + 1) : undefined;
      return fc.dictionary(fc.string({ maxLength: 8 }), value ?? fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
    }
    const model = Object.fromEntries(
      Object.entries(properties).map(([key, property]) => [key, this.fitting(property, depth + 1)]),
    );
    return fc.record(model, { requiredKeys: required.filter((key) => key in model) });
  }
}
