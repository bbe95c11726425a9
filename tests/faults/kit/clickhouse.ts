import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

async function post(clickhouseUrl: string, query: string, patienceMs: number): Promise<Response> {
  const response = await fetch(`${clickhouseUrl}/`, {
    method: 'POST',
    body: query,
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new Error(await response.text());
  return response;
}

/** Runs SQL over ClickHouse's HTTP interface and answers the text. */
export const ask = async (clickhouseUrl: string, query: string): Promise<string> =>
  (await (await post(clickhouseUrl, query, 60_000)).text()).trimEnd();

/** Shows every row as an object, one after the other: all of a long run are more than a string can hold. */
export async function eachRow<T>(clickhouseUrl: string, query: string, see: (row: T) => void): Promise<void> {
  const { body } = await post(clickhouseUrl, `${query} FORMAT JSONEachRow`, 240_000);
  if (!body) return;
  for await (const line of createInterface({ input: Readable.fromWeb(body), crlfDelay: Infinity })) {
    if (line !== '') see(JSON.parse(line) as T);
  }
}
