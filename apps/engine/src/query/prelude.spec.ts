import { describe, expect, it } from '@jest/globals';
import { readRequest } from '../http/query-request.js';
import { leavesNoTrace, prelude } from './prelude.js';
import { rewriteKill } from './rewrite-kill.js';

const request = (query: string, method = 'POST') =>
  readRequest(method, new URLSearchParams(`query_id=id&${query}`), {});

describe('[D4] what is set before a query', () => {
  it.each([
    ['', "SET log_comment = 'id';\n"],
    ['max_threads=1&log_comment=mine', "SET max_threads = '1', log_comment = 'id mine';\n"],
    ["param_a=it's", "SET log_comment = 'id';\nSET param_a = 'it\\'s';\n"],
    ['database=a`b', "SET log_comment = 'id';\nUSE `a\\`b`;\n"],
    ['readonly=1&max_threads=2', "SET max_threads = '2', log_comment = 'id';\nSET readonly = '1';\n"],
    ["a'b=1", "SET `a'b` = '1', log_comment = 'id';\n"],
  ])('[D4] %s', (query, expected) => expect(prelude(request(query))).toBe(expected));

  it('[D4] makes GET read only, last of all', () => {
    expect(prelude(request('database=d', 'GET'))).toBe("SET log_comment = 'id';\nUSE `d`;\nSET readonly = 2;\n");
  });

  it('[D4] knows which requests leave a session as it was', () => {
    expect(['', 'max_threads=1', 'param_a=1', 'database=d'].map((query) => leavesNoTrace(request(query)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('[D4] kills by the ids that clients know', () => {
    const label = "substringIndex(Settings['log_comment'], ' ', 1)";
    expect(rewriteKill("KILL QUERY WHERE query_id = 'query_id' SYNC")).toBe(
      `KILL QUERY WHERE ${label} = 'query_id' ASYNC`,
    );
    expect(rewriteKill('KILL QUERY WHERE user = 1 TEST')).toBe('KILL QUERY WHERE user = 1 TEST');
  });
});
