import { isWord, tokens } from '../sql/lexer.js';
import { QUERY_ID_OF_LABEL } from './prelude.js';

/**
 * `KILL QUERY` in terms of the embedded engine: query ids are those that clients gave or were told, and SYNC becomes
 * ASYNC, since the engine would hang on it. Latin-1 in, latin-1 out.
 */
export function rewriteKill(text: string): string {
  let out = '';
  let at = 0;
  for (const token of tokens(text)) {
    const isId = isWord(token, 'QUERY_ID', 'INITIAL_QUERY_ID');
    if (isId || isWord(token, 'SYNC')) {
      out += text.slice(at, token.start) + (isId ? QUERY_ID_OF_LABEL : 'ASYNC');
      at = token.end;
    }
  }
  return out + text.slice(at);
}
