/** Runs SQL over ClickHouse's HTTP interface and answers the text. */
export async function ask(clickhouseUrl: string, query: string): Promise<string> {
  const response = await fetch(`${clickhouseUrl}/`, {
    method: 'POST',
    body: query,
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.trimEnd();
}

/** Rows as objects. */
export async function rows<T>(clickhouseUrl: string, query: string): Promise<T[]> {
  const text = await ask(clickhouseUrl, `${query} FORMAT JSONEachRow`);
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as T);
}
