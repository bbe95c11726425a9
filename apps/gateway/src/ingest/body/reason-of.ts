/** Why something could not be parsed, in a few words: V8 quotes the whole document in some of its messages. Pure. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
