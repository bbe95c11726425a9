import type { FieldError } from '@argus/contract';

const reason = (text: string): string | undefined => {
  if (text.includes('\0')) return 'the character NUL (U+0000)';
  return text.isWellFormed() ? undefined : 'half a surrogate pair';
};

/**
 * Texts that no database and no UTF-8 answer can carry unchanged: with NUL, or with half a surrogate pair. Walks the whole
 * event, so it is only asked where an escape in the body makes such a character possible. Pure.
 */
export function findOddCharacters(value: unknown, path = ''): FieldError[] {
  if (typeof value === 'string') {
    const odd = reason(value);
    if (odd === undefined) return [];
    return [{ field: path, code: 'bad_format', message: `"${path}" holds ${odd}. Remove it.` }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const odd = reason(key);
    const field = path === '' ? key : `${path}.${key}`;
    if (odd === undefined) return findOddCharacters(part, field);
    return [{ field: path, code: 'bad_format' as const, message: `A key in "${path}" holds ${odd}. Remove it.` }];
  });
}
