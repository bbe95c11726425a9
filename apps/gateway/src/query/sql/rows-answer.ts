/** The format in which rows come: a line of names, a line of types, then a line of values for each row. */
export const ROWS_FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

/**
 * The JSON of `{columns, rows, row_count, elapsed_ms}`. The rows' text is taken over as it is: numbers of 64 bits and more
 * keep every digit, which they would lose as JavaScript's. Pure.
 */
export function rowsAnswer(body: string, elapsedMs: number): string {
  const lines = body.split('\n').filter((line) => line !== '');
  const [names, types] = lines.slice(0, 2).map((line) => JSON.parse(line) as string[]);
  const columns = (names ?? []).map((name, i) => ({ name, type: types?.[i] ?? '' }));
  const rows = lines.slice(2);
  return `{"columns":${JSON.stringify(columns)},"rows":[${rows.join(',')}],"row_count":${rows.length},"elapsed_ms":${elapsedMs}}`;
}
