import { describe, expect, it } from '@jest/globals';
import { readRequest } from '../http/query-request.js';
import { prelude, sessionKey } from './prelude.js';
import { rewriteKill } from './rewrite-kill.js';

const request = (query: string, method = 'POST') =>
  readRequest(method, new URLSearchParams(`query_id=id&${query}`), {});

describe('[D4] what is set before a query', () => {
  it.each([
    ['', "SET log_comment = 'id';\n"],
    ['max_threads=1&log_comment=mine', "SET max_threads = '1', log_comment = 'id mine';\n"],
    ["param_a=it's", "SET log_comment = 'id', param_a = 'it\\'s';\n"],
    ['database=a`b', "SET log_comment = 'id';\nUSE `a\\`b`;\n"],
    ['readonly=1&max_threads=2', "SET max_threads = '2', log_comment = 'id';\nSET readonly = '1';\n"],
    ["a'b=1", "SET `a'b` = '1', log_comment = 'id';\n"],
  ])('[D4] %s', (query, expected) => expect(prelude(request(query))).toBe(expected));

  it('[D4] makes GET read only, last of all', () => {
    expect(prelude(request('database=d', 'GET'))).toBe("SET log_comment = 'id';\nUSE `d`;\nSET readonly = 2;\n");
  });

  it('[D4] names the default database only in a session that may have left it', () => {
    expect(prelude(request('database=default'))).toBe("SET log_comment = 'id';\n");
    expect(prelude(request('database=default&session_id=s'))).toBe("SET log_comment = 'id';\nUSE `default`;\n");
  });

  it('[D4] says to a prepared session only what differs', () => {
    const asked = request('max_threads=1&log_comment=mine&param_b=2&param_a=1');
    expect(prelude(asked, true)).toBe("SET log_comment = 'id mine', param_b = '2', param_a = '1';\n");
  });

  it('[D4] gives a session on to requests of equal settings and names of parameters alone', () => {
    const key = (query: string, method?: string) => sessionKey(request(query, method));
    expect(key('max_threads=1&param_a=1&param_b=2&log_comment=x')).toBe(key('param_b=3&max_threads=1&param_a=4'));
    const others = ['', 'max_threads=1', 'max_threads=2', 'max_threads=1&param_a=1', 'max_threads=1&param_b=1'].map(
      (query) => key(query),
    );
    expect(new Set(others).size).toBe(others.length);
    expect([key('readonly=1'), key('allow_ddl=0'), key('database=d'), key('', 'GET')]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  it('[D4] kills by the ids that clients know', () => {
    const label = "substringIndex(Settings['log_comment'], ' ', 1)";
    expect(rewriteKill("KILL QUERY WHERE query_id = 'query_id' SYNC")).toBe(
      `KILL QUERY WHERE ${label} = 'query_id' ASYNC`,
    );
    expect(rewriteKill('KILL QUERY WHERE user = 1 TEST')).toBe('KILL QUERY WHERE user = 1 TEST');
  });
});
