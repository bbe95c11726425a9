/** A string literal of ClickHouse. */
export function stringLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A quoted identifier of ClickHouse. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** The name that a quoted or bare identifier stands for. */
export function nameOf(written: string): string {
  const quote = /^["`]/.exec(written)?.[0];
  if (!quote) return written;
  return written
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\(.)/gs, '$1');
}
