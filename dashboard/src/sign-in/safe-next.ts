/** Where to go after signing in: a path of this site, never another site that a link made up. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}
