import { type Token, isWord, tokens } from '../sql/lexer.js';
import { nameOf } from '../sql/literal.js';
import { isAllowedFunction, isAllowedTableFunction } from './allowed-functions.js';

/*
 * A second look at the query, independent of the syntax tree, which might not show all that the parser has read:
 * everything that looks like a call must be allowed. And the names in it must not be able to write lines into the
 * text of EXPLAIN AST that are taken for nodes.
 */

/** Words that stand before a bracket without being called, in ClickHouse's own formatting. */
const KEYWORDS = new Set(
  `ALL AND ANY AS ASOF BETWEEN BY CASE COLUMNS CUBE DISTINCT ELSE EXCEPT EXISTS FILL FROM GROUPING HAVING ILIKE IN
   INTERPOLATE INTERSECT IS JOIN LIKE LIMIT NOT OFFSET ON OR OVER PREWHERE QUALIFY REPLACE ROLLUP SELECT SETS STEP THEN
   TO UNION USING VALUES WHEN WHERE WITH`.split(/\s+/),
);
const PLAIN_NAME = /^[\p{L}\p{N} _:%@$#+*/,;!?=<>~&|^-]*$/u;

/** Why the formatted query is refused; undefined when nothing in its text speaks against it. */
export function judgeText(formatted: string): string | undefined {
  const latin1 = Buffer.from(formatted, 'utf8').toString('latin1');
  const all = [...tokens(latin1)];
  for (let i = 0; i < all.length; i++) {
    const reason = judgeName(all[i], all[i - 1]) ?? judgeCall(all[i], all[i + 1]) ?? judgeParameter(all, i);
    if (reason) return reason;
  }
  return undefined;
}

function judgeName(token: Token | undefined, previous: Token | undefined): string | undefined {
  if (token?.kind !== 'quoted') return undefined;
  const name = Buffer.from(nameOf(token.text), 'latin1').toString('utf8');
  // An alias may be called anything that stays on its line: it comes last there.
  const isPlain = isWord(previous, 'AS') ? !/\p{Cc}/u.test(name) : PLAIN_NAME.test(name);
  return isPlain && !token.text.includes('\\') ? undefined : `The name ${token.text} is not allowed`;
}

function judgeCall(token: Token | undefined, next: Token | undefined): string | undefined {
  if (next?.text !== '(' || (token?.kind !== 'word' && token?.kind !== 'quoted')) return undefined;
  if (token.kind === 'word' && KEYWORDS.has(token.text.toUpperCase())) return undefined;
  const name = nameOf(token.text);
  return isAllowedFunction(name) || isAllowedTableFunction(name) ? undefined : `Function ${name} is not allowed`;
}

/** A parameter of the type Identifier would put a name into the query that nobody has judged. */
function judgeParameter(all: readonly Token[], i: number): string | undefined {
  if (all[i]?.text !== '{' || !isWord(all[i + 3], 'IDENTIFIER')) return undefined;
  return 'Parameters of the type Identifier are not allowed';
}

/** The names that the query gives to subqueries: `name AS (`. */
export function namedSubqueries(formatted: string): Set<string> {
  const all = [...tokens(Buffer.from(formatted, 'utf8').toString('latin1'))];
  const names = all
    .filter((_, i) => isWord(all[i + 1], 'AS') && all[i + 2]?.text === '(')
    .map(({ text }) => nameOf(text));
  return new Set(names.filter((name) => /^[A-Za-z_]\w*$/.test(name)));
}
