/** What every message of the engine starts with, innermost last when one exception wraps another. */
const PREFIX = /Code: (\d+)\. (?:DB::Exception|e\.what\(\)|[\w:]+Exception)[:,=]\s*/;
const NAME = /\s*\(([A-Z][A-Z0-9_]{2,})\)\s*$/;

/** An exception with ClickHouse's own code and name, whoever raised it: the engine or this process. */
export class ClickHouseException extends Error {
  override name = 'ClickHouseException';

  /** `code` and `type` as in `system.errors`, for example 62 and `SYNTAX_ERROR`. */
  constructor(
    readonly code: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the text of an exception of the embedded engine. What clients parse is the outermost code; what a wrapped
 * exception repeats, and the private file that an insert passes through, is left out, so that the message is the one
 * a server would send.
 */
export function parseException(text: string): ClickHouseException {
  let message = text.trim();
  const code = Number(PREFIX.exec(message)?.[1] ?? 1000);
  const type = NAME.exec(message)?.[1] ?? 'POCO_EXCEPTION';
  message = message.replace(NAME, '');
  while (PREFIX.test(message)) message = message.replace(PREFIX, '');
  message = message
    .replace(/\s*\([A-Z][A-Z0-9_]{2,}\) \(version [^)]*\)\.?/g, '')
    .replace(/:? ?\(in file\/uri [^)]*\)/g, '')
    .replace(/: While executing File: data for INSERT was parsed from file/g, '')
    .replace(/\n? ?INTO OUTFILE '[^']*' TRUNCATE/g, '')
    .replace(/\n? ?FROM INFILE '[^']*'(?: COMPRESSION '\w+')?/g, '');
  return new ClickHouseException(code, type, message.trim().replace(/[.:\s]+$/, ''));
}

/** Turns whatever was thrown into an exception of ours; what is none of the engine's is a logical error. */
export function toException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) return error;
  const text = error instanceof Error ? error.message : String(error);
  return PREFIX.test(text) ? parseException(text) : new ClickHouseException(49, 'LOGICAL_ERROR', text);
}

/** The text that a ClickHouse server puts into the body: clients find code and name in it. */
export function exceptionText(exception: ClickHouseException, version: string): string {
  const { code, type, message } = exception;
  return `Code: ${code}. DB::Exception: ${message}. (${type}) (version ${version} (official build))\n`;
}
