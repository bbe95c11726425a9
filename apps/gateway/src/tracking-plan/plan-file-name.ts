import { hash } from 'node:crypto';

/** A file name that a person recognises and that no two event types share. Pure. */
export function planFileName({ category, name }: { category: string; name: string }): string {
  const readable = [category, name]
    .filter((part) => part !== '')
    .join('.')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '_')
    .slice(0, 80);
  return `${readable}.${hash('sha256', JSON.stringify([category, name]), 'hex').slice(0, 8)}.json`;
}
