/** A JSON Schema that is inferred here: enough to start from. */
export interface InferredSchema {
  type?: string | string[];
  properties?: Record<string, InferredSchema>;
  required?: string[];
  items?: InferredSchema;
}

type JsonObject = Record<string, unknown>;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function typesOf(values: readonly unknown[]): string[] {
  const types = new Set(values.map(typeOf));
  // A field that is sometimes 2.5 is a number, also where it happens to be 2.
  if (types.has('number')) types.delete('integer');
  return [...types].sort();
}

function inferObject(objects: readonly JsonObject[]): Pick<InferredSchema, 'properties' | 'required'> {
  const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))].sort();
  const holding = (key: string) => objects.filter((object) => Object.hasOwn(object, key));
  const properties = Object.fromEntries(
    keys.map((key) => [key, inferSchema(holding(key).map((object) => object[key]))]),
  );
  const required = keys.filter((key) => holding(key).length === objects.length);
  return { properties, ...(required.length > 0 ? { required } : {}) };
}

/** The narrowest schema of types, fields and required fields that all the values obey. Pure. */
export function inferSchema(values: readonly unknown[]): InferredSchema {
  const types = typesOf(values);
  const objects = values.filter((value) => typeOf(value) === 'object') as JsonObject[];
  const arrays = values.filter((value) => Array.isArray(value)) as unknown[][];
  const [only] = types;
  return {
    ...(types.length === 1 && only !== undefined ? { type: only } : types.length > 1 ? { type: types } : {}),
    ...(objects.length > 0 ? inferObject(objects) : {}),
    ...(arrays.length > 0 ? { items: inferSchema(arrays.flat()) } : {}),
  };
}
