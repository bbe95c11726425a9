import { refusals } from '../exception/refusals.js';
import { type InsertStatement, parseInsert } from './insert.js';
import { type Token, isWord, tokens } from './lexer.js';
import { nameOf } from './literal.js';
import { endOf, refuseSeveral } from './single-statement.js';

/** One statement, by the way in which it is run. All positions are byte offsets, all texts latin-1 views of bytes. */
export type Statement =
  /** Has rows to show. The engine is told where to write them between `head` and `tail`. */
  | { kind: 'result'; verb: string; head: string; tail: string; format: string | undefined }
  /** Changes something; what little it answers fits into memory. */
  | { kind: 'command'; verb: string; text: string; changesSession: boolean }
  | InsertStatement;

const RESULT_VERBS = new Set([
  'SELECT',
  'WITH',
  'FROM',
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXISTS',
  'EXPLAIN',
  'CHECK',
  'KILL',
  '(',
]);
/** Statements whose effect stays with the session; the session is not given to another request after them. */
const SESSION_VERBS = new Set(['SET', 'USE', 'BEGIN', 'COMMIT', 'ROLLBACK', 'START', 'EXECUTE']);

/**
 * Finds out how the statement is to be run. Throws code 62 for an empty text and for more than one statement (the
 * engine would run all of them), 348 for INTO OUTFILE and 78 for FROM INFILE, as a server does over HTTP.
 */
export function parseStatement(text: string): Statement {
  const found = [...tokensOfInsertHead(text)];
  const first = found[0];
  if (!first || first.text === ';') throw refusals.emptyQuery();
  if (isWord(first, 'INSERT')) return parseInsert(text, found);
  const all = refuseSeveral(text, found);
  const verb = first.text.toUpperCase();
  // The parser would take our clause for one of the query that is explained.
  const isTree = verb === 'EXPLAIN' && isWord(all[1], 'AST');
  const end = endOf(all);
  if (RESULT_VERBS.has(verb) && !isTree && !hasTopLevel(all, 'INSERT', verb))
    return parseResult(text.slice(0, end), all, verb);
  const changesSession = SESSION_VERBS.has(verb) || all.slice(0, 4).some((token) => isWord(token, 'TEMPORARY', 'TEMP'));
  return { kind: 'command', verb, text: text.slice(0, end), changesSession };
}

/** All tokens, but of an INSERT only those before its data: that may be of any format, and gigabytes. */
function* tokensOfInsertHead(text: string): Generator<Token> {
  let isInsert: boolean | undefined;
  let depth = 0;
  let previous: Token | undefined;
  for (const token of tokens(text)) {
    yield token;
    isInsert ??= isWord(token, 'INSERT');
    if (!isInsert) continue;
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (depth === 0 && isWord(previous, 'FORMAT') && (token.kind === 'word' || token.kind === 'quoted')) return;
    if (depth === 0 && isWord(token, 'VALUES')) return;
    previous = token;
  }
}

function hasTopLevel(all: readonly Token[], word: string, verb: string): boolean {
  // `WITH ... INSERT` writes; `EXPLAIN INSERT`, `SHOW ... INSERT` and the like only talk about it.
  if (verb !== 'WITH') return false;
  let depth = 0;
  return all.some((token) => {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    return depth === 0 && isWord(token, word);
  });
}

function parseResult(text: string, all: readonly Token[], verb: string): Statement {
  let format: Token | undefined;
  let cut = text.length;
  for (let i = 0; i < all.length; i++) {
    const [token, next, after] = [all[i], all[i + 1], all[i + 2]];
    if (isWord(token, 'INTO') && isWord(next, 'OUTFILE') && after?.kind === 'string') throw refusals.outfile();
    const isClause = isWord(token, 'FORMAT') && (next?.kind === 'word' || next?.kind === 'quoted');
    if (isClause && (!after || isWord(after, 'SETTINGS')) && all[i - 1]?.text !== '.') {
      format = next;
      cut = token?.start ?? cut;
    }
  }
  return {
    kind: 'result',
    verb,
    head: text.slice(0, cut),
    tail: text.slice(cut),
    format: format ? nameOf(format.text) : undefined,
  };
}
