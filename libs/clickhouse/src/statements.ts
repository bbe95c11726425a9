/** What may hide a semicolon: strings, quoted names and comments; each alternative is one whole token. */
const TOKEN = /'(?:[^'\\]|\\[\s\S]|'')*'|`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\]|\\[\s\S])*"|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;

/** The statements of an SQL file, in order, comments kept; ClickHouse takes one statement a request. Pure. */
export function statementsOf(sql: string): string[] {
  const ends = [...sql.matchAll(TOKEN)].filter(([token]) => token === ';').map(({ index }) => index);
  const starts = [0, ...ends.map((end) => end + 1)];
  return starts.map((start, i) => sql.slice(start, ends[i]).trim()).filter((text) => withoutComments(text) !== '');
}

/** A statement with its comments taken out; strings are left alone. Pure. */
export const withoutComments = (sql: string): string =>
  sql.replace(TOKEN, (token) => (token.startsWith('--') || token.startsWith('/*') ? ' ' : token)).trim();
