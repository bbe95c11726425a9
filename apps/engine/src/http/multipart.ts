import type { Readable } from 'node:stream';
import { refusals } from '../exception/refusals.js';
import { readAll } from './body.js';

/** Data of a request that the query may use as a table: ClickHouse's "external data". */
export interface ExternalTable {
  name: string;
  format: string;
  structure: string;
  data: Buffer;
}

/** A form's fields, as if they were in the URL, and its files. */
export interface Form {
  fields: [string, string][];
  files: { name: string; data: Buffer }[];
}

/** Reads `multipart/form-data`, with the parser that Node has for fetch. Throws 36 when it is none. */
export async function readForm(body: Readable, contentType: string): Promise<Form> {
  const bytes = await readAll({ bytes: Buffer.alloc(0), rest: body });
  const response = new Response(new Uint8Array(bytes), { headers: { 'Content-Type': contentType } });
  const form = await response.formData().catch(() => {
    throw refusals.badArgument('The body is not valid multipart/form-data');
  });
  const fields: [string, string][] = [];
  const files: Form['files'] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.push([name, value]);
    else files.push({ name, data: Buffer.from(await value.arrayBuffer()) });
  }
  return { fields, files };
}

/** The external tables by `<name>_format`, `<name>_structure` or `<name>_types`, which are taken out of `url`. */
export function externalTables(files: Form['files'], url: URLSearchParams): ExternalTable[] {
  return files.map(({ name, data }) => {
    const structure = url.get(`${name}_structure`) ?? numbered(url.get(`${name}_types`));
    const format = url.get(`${name}_format`) ?? 'TabSeparated';
    for (const suffix of ['structure', 'types', 'format']) url.delete(`${name}_${suffix}`);
    if (!structure) throw refusals.badArgument(`External table ${name} needs ${name}_structure or ${name}_types`);
    return { name, format, structure, data };
  });
}

function numbered(types: string | null): string | undefined {
  return types
    ?.split(',')
    .map((type, i) => `_${i + 1} ${type}`)
    .join(', ');
}
