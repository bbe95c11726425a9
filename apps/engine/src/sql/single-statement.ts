import { refusals } from '../exception/refusals.js';
import type { Token } from './lexer.js';

/** The tokens before the closing semicolons; throws when something follows those. */
export function refuseSeveral(text: string, all: readonly Token[]): Token[] {
  const semicolon = all.findIndex((token) => token.text === ';');
  if (semicolon < 0) return [...all];
  const rest = all.slice(semicolon).find((token) => token.text !== ';');
  if (rest) throw refusals.multiStatement(all[semicolon]!.start + 1, text.slice(all[semicolon]!.start, rest.end + 40));
  return all.slice(0, semicolon);
}
