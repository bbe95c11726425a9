import { describe, expect, it } from '@jest/globals';
import { isAllowedFunction, isAllowedTableFunction } from './allowed-functions.js';
import { judgeQuery } from './judge-query.js';
import { judgeText, namedSubqueries } from './judge-text.js';
import { readerSettings, refuseFormat } from './reader-limits.js';
import { parseSyntaxTree } from './syntax-tree.js';

const names = { tables: new Set(['events']), subqueries: new Set(['x']) };
const select = (from: string, what = '   Asterisk') => `SelectWithUnionQuery (children 1)
 ExpressionList (children 1)
  SelectQuery (children 2)
   ExpressionList (children 1)
 ${what}
   TablesInSelectQuery (children 1)
    TablesInSelectQueryElement (children 1)
     TableExpression (children 1)
      ${from}`;

function judge(text: string): string | undefined {
  const tree = parseSyntaxTree(text);
  return tree ? judgeQuery(tree, names) : 'no tree';
}

describe('[D4] the judge of syntax trees', () => {
  it.each([
    ['TableIdentifier events', undefined],
    ['TableIdentifier default.events (alias e)', undefined],
    ['TableIdentifier x', undefined],
    ['TableIdentifier default.x', 'Table default.x is not readable'],
    ['TableIdentifier system.tables', 'Table system.tables is not readable'],
    ['TableIdentifier default./etc/passwd', 'Table default./etc/passwd is not readable'],
    ['TableIdentifier a.default.events', 'Table a.default.events is not readable'],
    ['Function numbers (children 1)', undefined],
    ['Function file (children 1)', 'Table function file is not allowed'],
    ['Function upper (children 1)', 'Table function upper is not allowed'],
    ['Set', 'Set is not allowed'],
  ])('[D4] FROM %s', (from, reason) => expect(judge(select(from))).toBe(reason));

  it.each([
    ['   Function count (alias c) (children 1)', undefined],
    ['   Function file (children 1)', 'Function file is not allowed'],
    ['   Function numbers (children 1)', 'Function numbers is not allowed'],
    [
      '   Asterisk (children 1)\n     ColumnsTransformerList (children 1)\n      ColumnsApplyTransformer',
      'ColumnsApplyTransformer is not allowed',
    ],
    [
      '   Function in (children 1)\n     ExpressionList (children 2)\n      Literal 1\n      Identifier private.t',
      'IN private.t is not allowed',
    ],
    [
      '   Function notIn (children 1)\n     ExpressionList (children 2)\n      Literal 1\n      Function range (children 1)',
      'IN range(...) is not allowed',
    ],
  ])('[D4] SELECT %s', (what, reason) => expect(judge(select('TableIdentifier events', what))).toBe(reason));

  it('[D4] refuses further clauses, other statements, and what is no tree', () => {
    expect(judge('SelectWithUnionQuery (children 2)\n ExpressionList\n Identifier JSON')).toMatch('FORMAT');
    expect(judge('DropQuery  t')).toMatch('Only SELECT');
    expect(judge('SelectWithUnionQuery\n   ExpressionList')).toBe('no tree');
    expect(judge('SelectWithUnionQuery\nSelectWithUnionQuery')).toBe('no tree');
    expect(judge('')).toBe('no tree');
  });
});

describe('[D4] the judge of texts', () => {
  it.each([
    ['SELECT count(*), quantile(0.5)(a) FROM events WHERE a IN (1) AND (b OR NOT (c))', undefined],
    ["SELECT 'file(1)' AS `any (name) at all.`", undefined],
    ['SELECT file(1)', 'Function file is not allowed'],
    ['SELECT `file`(1)', 'Function file is not allowed'],
    ['SELECT 1 AS `a\nb`', 'The name `a\nb` is not allowed'],
    ['SELECT * FROM `a.b`', 'The name `a.b` is not allowed'],
    ['SELECT {t:Identifier}', 'Parameters of the type Identifier are not allowed'],
  ])('[D4] %s', (sql, reason) => expect(judgeText(sql)).toBe(reason));

  it('[D4] finds the names of subqueries', () => {
    expect([...namedSubqueries('WITH a AS (SELECT 1), b AS (SELECT 2) SELECT 3 AS c FROM a')]).toEqual(['a', 'b']);
  });
});

describe('[D4] functions for people', () => {
  it.each([
    'sum',
    'SUM',
    'sumIf',
    'uniqExactMergeState',
    'toStartOfHour',
    'JSONExtractString',
    'quantileTDigestOrNullIf',
  ])('[D4] %s', (name) => {
    expect(isAllowedFunction(name)).toBe(true);
  });
  it.each(['file', 'FILE', 'fileIf', 'dictGet', 'joinGet', 'hostName', 'getSetting', 'sleep', 'sleepIf', 'url', ''])(
    '[D4] not %s',
    (name) => {
      expect(isAllowedFunction(name)).toBe(false);
      expect(isAllowedTableFunction(name)).toBe(false);
    },
  );
});

describe('[D4] limits of people', () => {
  it('[D4] can be lowered and not raised', () => {
    const settings = readerSettings(
      new Map([
        ['max_execution_time', '2'],
        ['output_format_json_quote_64bit_integers', '1'],
        ['readonly', '2'],
      ]),
    );
    expect(settings.get('max_execution_time')).toBe('2');
    expect(settings.get('max_result_rows')).toBe('100000');
    expect(settings.has('readonly')).toBe(false);
  });

  it.each([
    ['max_execution_time', '0'],
    ['max_execution_time', '16'],
    ['max_execution_time', '-1'],
    ['max_execution_time', '1e1000'],
    ['readonly', '0'],
    ['output_format_schema', 'x'],
    ['session_timezone', "UTC', readonly = '0"],
  ])('[D4] %s = %s is refused', (name, value) => {
    expect(() => readerSettings(new Map([[name, value]]))).toThrow(expect.objectContaining({ code: 164 }));
  });

  it('[D4] are also of formats', () => {
    expect(() => refuseFormat('JSONEachRow')).not.toThrow();
    for (const format of ['Template', 'Protobuf', 'CapnProto', 'Avro', 'x'])
      expect(() => refuseFormat(format)).toThrow();
  });
});
