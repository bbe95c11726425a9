import { refusals } from '../exception/refusals.js';
import { type Token, isWord, tokens } from './lexer.js';
import { nameOf } from './literal.js';
import { endOf, refuseSeveral } from './single-statement.js';

/** An INSERT: of rows that come with it, or of a query's result. */
export type InsertStatement =
  /** `INSERT INTO t [(columns)] [SETTINGS ...] FORMAT x` and data. `head`: up to where FROM INFILE belongs. */
  | { kind: 'insert'; head: string; settings: string; format: string; dataStart: number }
  /** `INSERT INTO t VALUES (...)`: the same, but expressions and parameters are allowed in the values. */
  | { kind: 'values'; head: string; settings: string; dataStart: number }
  /** `INSERT INTO t SELECT ... FROM input('...') FORMAT x` and data. `input` is where the call stands in `text`. */
  | { kind: 'input'; text: string; input: { start: number; end: number }; format: string; dataStart: number }
  | { kind: 'insert-select'; text: string };

/** Where the data begins: after blanks and one line end, as in ClickHouse's parser. */
function dataStartAfter(text: string, at: number): number {
  const blanks = /^[ \t\f]*(?:\r?\n)?/.exec(text.slice(at, at + 4096));
  return at + (blanks?.[0].length ?? 0);
}

/** `all` are the tokens up to the data. Throws 78 for FROM INFILE: a server cannot see the client's files. */
export function parseInsert(text: string, all: readonly Token[]): InsertStatement {
  const top = topLevel(all);
  const find = (...words: string[]) => top.find((token) => isWord(token, ...words));
  if (find('INFILE')) throw refusals.unknownQuery('Query has infile and was send directly to server');
  const source = find('SELECT', 'WITH', 'WATCH') ?? bracketedSelect(all);
  const format = top.findIndex((token, i) => isWord(token, 'FORMAT') && i === top.length - 2);
  const formatName = format < 0 ? undefined : nameOf(top[format + 1]?.text ?? '');
  const end = endOf(all);
  if (source) return insertOfQuery(text, all, formatName, end);
  const settings = find('SETTINGS');
  const clause = find('VALUES') ?? top[format];
  // A table that is named `values` comes before any of the clauses.
  const before = settings ?? clause;
  const stop = before ? before.start : endOfTokens(all);
  const settingsText = settings ? text.slice(settings.start, clause ? clause.start : endOfTokens(all)) : '';
  const head = text.slice(0, stop);
  if (formatName !== undefined) {
    return { kind: 'insert', head, settings: settingsText, format: formatName, dataStart: dataStartAfter(text, end) };
  }
  return { kind: 'values', head, settings: settingsText, dataStart: clause ? end : dataStartAfter(text, end) };
}

function endOfTokens(all: readonly Token[]): number {
  const semicolon = all.find((token) => token.text === ';');
  return semicolon ? semicolon.start : endOf(all);
}

function insertOfQuery(text: string, all: readonly Token[], format: string | undefined, end: number): InsertStatement {
  const call = all.findIndex((token, i) => isWord(token, 'INPUT') && all[i + 1]?.text === '(');
  if (call < 0 || format === undefined) {
    const single = refuseSeveral(text, [...tokens(text)]);
    return { kind: 'insert-select', text: text.slice(0, endOf(single)) };
  }
  let depth = 0;
  const close = all.findIndex((token, i) => {
    if (i < call) return false;
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    return token.text === ')' && depth === 0;
  });
  if (close < 0) throw refusals.syntax('Unmatched parentheses: (');
  const input = { start: all[call]?.start ?? 0, end: all[close]?.end ?? end };
  const formatStart = all.at(-2)?.start ?? end;
  return { kind: 'input', text: text.slice(0, formatStart), input, format, dataStart: dataStartAfter(text, end) };
}

function bracketedSelect(all: readonly Token[]): Token | undefined {
  return all.find((token, i) => token.text === '(' && isWord(all[i + 1], 'SELECT', 'WITH') && isNameEnd(all[i - 1]));
}

function isNameEnd(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted' || token?.text === ')';
}

function topLevel(all: readonly Token[]): Token[] {
  let depth = 0;
  return all.filter((token) => {
    if (token.text === ')') depth--;
    const isTop = depth === 0;
    if (token.text === '(') depth++;
    return isTop;
  });
}
