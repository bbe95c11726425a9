/** A node of what `EXPLAIN AST` shows. */
export interface SyntaxNode {
  /** For example `Function`. */
  type: string;
  /** What stands behind the type: the name of a function, the value of a literal. */
  text: string;
  children: SyntaxNode[];
}

const LINE = /^( *)([A-Za-z]+)(?: (.*))?$/;
const CHILDREN = / ?\(children \d+\)$/;
const ALIAS = / ?\(alias .*\)$/;

/**
 * Reads the text of `EXPLAIN AST`: a node a line, one blank deeper than its parent. Undefined where a line is none,
 * for example because a name holds a line break; the names themselves are judged before (see refuseStrangeNames).
 */
export function parseSyntaxTree(text: string): SyntaxNode | undefined {
  const path: SyntaxNode[] = [];
  for (const line of text.replace(/\n+$/, '').split('\n')) {
    const match = LINE.exec(line);
    if (!match) return undefined;
    const [, indent = '', type = '', rest = ''] = match;
    const node = { type, text: rest.replace(CHILDREN, '').replace(ALIAS, ''), children: [] };
    const depth = indent.length;
    if (depth > path.length || (depth === 0 && path.length > 0)) return undefined;
    path[depth - 1]?.children.push(node);
    path.length = depth;
    path.push(node);
  }
  return path[0];
}
