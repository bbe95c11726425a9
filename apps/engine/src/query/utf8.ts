/** The text of a latin-1 view of bytes (see sql/lexer.ts). */
export function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
