/**
 * Splits SQL into tokens by the rules of ClickHouse's own lexer, as far as they decide where a statement, a string
 * or a comment ends. It reads bytes as latin-1 characters, so that every position is a byte offset and the data
 * behind an INSERT, which may be binary, is never decoded.
 */
export interface Token {
  kind: 'word' | 'number' | 'string' | 'quoted' | 'symbol';
  /** The text as written; quotes included. */
  text: string;
  start: number;
  end: number;
}

const WORD = /[A-Za-z_$\x80-\xff][A-Za-z0-9_$\x80-\xff]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?)[A-Za-z0-9_]*/y;
const HEREDOC = /\$[A-Za-z0-9_]*\$/y;
// ClickHouse takes a zero byte for a blank.
// oxlint-disable-next-line no-control-regex
const SPACE = /[\s\0]+/y;
/** The typographic quotes, as the latin-1 view of their UTF-8 bytes. */
const LEFT_QUOTES: Record<string, string> = { '\xe2\x80\x98': '\xe2\x80\x99', '\xe2\x80\x9c': '\xe2\x80\x9d' };

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Where the quoted text that opens at `at` ends; a backslash takes the next character with it, a doubled quote stays. */
function endOfQuoted(text: string, at: number): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i++;
    }
  }
  return text.length;
}

function endOfComment(text: string, at: number): number | undefined {
  const two = text.slice(at, at + 2);
  const isLine = two === '--' || two === '# ' || two === '#!' || (text[at] === '#' && /\s|^$/.test(text[at + 1] ?? ''));
  if (isLine) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end + 1;
  }
  if (two !== '/*') return undefined;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

function tokenAt(text: string, at: number): Token {
  const token = (kind: Token['kind'], end: number): Token => ({ kind, text: text.slice(at, end), start: at, end });
  const char = text.charAt(at);
  if (char === "'") return token('string', endOfQuoted(text, at));
  if (char === '"' || char === '`') return token('quoted', endOfQuoted(text, at));
  const closing = LEFT_QUOTES[text.slice(at, at + 3)];
  if (closing) {
    const end = text.indexOf(closing, at + 3);
    return token(closing.endsWith('\x99') ? 'string' : 'quoted', end < 0 ? text.length : end + 3);
  }
  const heredoc = char === '$' ? match(HEREDOC, text, at) : undefined;
  if (heredoc) {
    const end = text.indexOf(heredoc, at + heredoc.length);
    if (end >= 0) return token('string', end + heredoc.length);
  }
  const word = match(WORD, text, at);
  if (word) return token('word', at + word.length);
  const number = match(NUMBER, text, at);
  if (number) return token('number', at + number.length);
  return token('symbol', at + 1);
}

/** The tokens from `from` on, one by one, so that a reader can stop where the data of an INSERT begins. */
export function* tokens(text: string, from = 0): Generator<Token, void, undefined> {
  let at = from;
  while (at < text.length) {
    const skipped = match(SPACE, text, at);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const end = endOfComment(text, at);
    if (end !== undefined) {
      at = end;
      continue;
    }
    const token = tokenAt(text, at);
    at = token.end;
    yield token;
  }
}

/** Whether the token is this keyword; ClickHouse's keywords are written in any case and never quoted. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase());
}
