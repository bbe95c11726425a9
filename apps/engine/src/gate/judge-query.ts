import { isAllowedFunction, isAllowedTableFunction } from './allowed-functions.js';
import type { SyntaxNode } from './syntax-tree.js';

/** What people may read: names of tables of the database `default`, and of subqueries that the query itself names. */
export interface ReadableNames {
  tables: ReadonlySet<string>;
  subqueries: ReadonlySet<string>;
}

/** Everything a SELECT may be made of. What is not here (SET, OUTFILE, APPLY, whatever is new) is refused. */
const NODES = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'ExpressionList',
  'Function',
  'Literal',
  'Identifier',
  'Asterisk',
  'QualifiedAsterisk',
  'ColumnsRegexpMatcher',
  'ColumnsListMatcher',
  'QualifiedColumnsRegexpMatcher',
  'QualifiedColumnsListMatcher',
  'ColumnsTransformerList',
  'ColumnsExceptTransformer',
  'ColumnsReplaceTransformer',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'TableExpression',
  'TableIdentifier',
  'TableJoin',
  'ArrayJoin',
  'Subquery',
  'WithElement',
  'OrderByElement',
  'InterpolateElement',
  'SampleRatio',
  'WindowDefinition',
  'WindowListElement',
]);

const MEMBERSHIP = /^(?:global)?(?:not)?(?:null)?in(?:ignoreset)?$/i;

function isReadable(name: string, names: ReadableNames): boolean {
  const [first = '', second, ...more] = name.split('.');
  if (second === undefined) return names.tables.has(first) || names.subqueries.has(first);
  return more.length === 0 && first === 'default' && names.tables.has(second);
}

/** Why a query of this syntax tree is refused; undefined when people may run it. */
export function judgeQuery(root: SyntaxNode, names: ReadableNames): string | undefined {
  if (root.type !== 'SelectWithUnionQuery') return `Only SELECT is allowed, not ${root.type}`;
  return judge(root, undefined, names);
}

function judge(node: SyntaxNode, parent: SyntaxNode | undefined, names: ReadableNames): string | undefined {
  const reason = judgeNode(node, parent, names);
  if (reason) return reason;
  for (const child of node.children) {
    const found = judge(child, node, names);
    if (found) return found;
  }
  return undefined;
}

function judgeNode(node: SyntaxNode, parent: SyntaxNode | undefined, names: ReadableNames): string | undefined {
  const { type, text, children } = node;
  if (!NODES.has(type)) return `${type} is not allowed`;
  // INTO OUTFILE, FORMAT and SETTINGS are further children here.
  if (type === 'SelectWithUnionQuery' && children.length !== 1)
    return 'INTO OUTFILE, FORMAT and SETTINGS are not allowed';
  if (type === 'TableIdentifier' && !isReadable(text, names)) return `Table ${text} is not readable`;
  if (type !== 'Function') return undefined;
  const isTable = parent?.type === 'TableExpression';
  if (isTable && !isAllowedTableFunction(text)) return `Table function ${text} is not allowed`;
  if (!isTable && !isAllowedFunction(text)) return `Function ${text} is not allowed`;
  return MEMBERSHIP.test(text) ? judgeMembership(children[0]?.children[1], names) : undefined;
}

/** The right side of IN can name a table, or call a table function, without looking like it. */
function judgeMembership(right: SyntaxNode | undefined, names: ReadableNames): string | undefined {
  if (right?.type === 'Identifier')
    return isReadable(right.text, names) ? undefined : `IN ${right.text} is not allowed`;
  if (right?.type !== 'Function' || /^(?:tuple|array|_cast)$/i.test(right.text)) return undefined;
  return `IN ${right.text}(...) is not allowed`;
}
