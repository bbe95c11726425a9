import { refusals } from '../exception/refusals.js';
import type { Token } from './lexer.js';

/** The tokens before the closing semicolons; throws when something follows those. */
export function refuseSeveral(text: string, all: readonly Token[]): Token[] {
  const semicolon = all.find((token) => token.text === ';');
  if (!semicolon) return [...all];
  const rest = all.find((token) => token.start > semicolon.start && token.text !== ';');
  if (rest) throw refusals.multiStatement(semicolon.start + 1, text.slice(semicolon.start, rest.end + 40));
  return all.slice(0, all.indexOf(semicolon));
}

/** Where the last token ends; 0 for none. */
export function endOf(all: readonly Token[]): number {
  return all.at(-1)?.end ?? 0;
}
