/** A value as JSON for an error message, cut at `limit` characters; never throws. */
export function shorten(value: unknown, limit = 60): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && value.length > limit)
    return `"${value.slice(0, limit).toWellFormed()}…" (${value.length} characters)`;
  if (typeof value === 'object' && value !== null && limit <= 60) {
    return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > limit ? `${text.slice(0, limit).toWellFormed()}…` : text;
}
