import type { IngestAnswer } from '@argus/contract';
import type { Product } from './product.js';
import { waitFor } from './wait-for.js';

/** An answer with its body parsed where it is JSON. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
}

/** GETs a path of the product. */
export async function get<T>(product: Product, path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
  return read<T>(await fetch(product.url + path, { headers }));
}

/** What the product says of its ClickHouse: `up` or `down`. */
export async function clickHouseOf(product: Product): Promise<string> {
  return (await get<{ clickhouse: string }>(product, '/health/ready')).body.clickhouse;
}

/** POSTs JSON to a path of the product. */
export async function post<T>(
  product: Product,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(product.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return read<T>(response);
}

/** Sends events and insists that all of them are acknowledged. */
export async function sendAll(product: Product, events: unknown[], source?: string): Promise<IngestAnswer> {
  const { status, body } = await post<IngestAnswer>(product, '/events', events, source ? { 'x-source': source } : {});
  if (status !== 202 || body.rejected > 0) throw new Error(`not all accepted: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Pauses or resumes what a gateway puts into ClickHouse. */
export const setPaused = (url: string, paused: boolean): Promise<Response> =>
  fetch(`${url}/admin/consumption`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paused }),
  });

/** Runs SQL on the product's ClickHouse port as curl would, and answers the text. */
export async function sql(product: Product, query: string): Promise<string> {
  const response = await fetch(`${product.clickhouseUrl}/`, { method: 'POST', body: query });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.trimEnd();
}

/** How many acknowledged events are still on their way; 0 where this caller may not ask. */
async function queued(product: Product): Promise<number> {
  const { status, body } = await get<{ totals: { queued: number } }>(product, '/outcomes');
  return status === 401 || status === 403 ? 0 : body.totals.queued;
}

/**
 * Waits until exactly so many events are stored, and the inserts that brought them have ended: a raw row can be read a
 * moment before the aggregates know of it.
 */
export async function untilStored(product: Product, events: number, patienceMs?: number): Promise<void> {
  await waitFor(async () => Number(await sql(product, 'SELECT count() FROM events')), events, patienceMs);
  await waitFor(() => queued(product), 0, patienceMs);
}
