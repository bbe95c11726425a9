/** The cookie that keeps a person signed in on the dashboard. */
export const SESSION_COOKIE = 'argus_session';

/** A week: whoever uses the dashboard daily should not be asked daily. */
const MAX_AGE_SECONDS = 7 * 24 * 3_600;

/** No script can read it, and no page of another site can make the browser send it. */
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** The header that hands a key to the browser for keeping; `isSecure` where the page came by HTTPS. Pure. */
export function keepSession(key: string, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${SESSION_COOKIE}=${encodeURIComponent(key)}; Max-Age=${MAX_AGE_SECONDS}; ${ATTRIBUTES}${secure}`;
}

/** The header that ends a session. */
export const endSession = (): string => `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;

/** The key in a Cookie header, or undefined. Pure. */
export function sessionKey(cookie: string | undefined): string | undefined {
  for (const pair of cookie?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=', 2);
    if (name !== SESSION_COOKIE || !value) continue;
    try {
      return decodeURIComponent(value);
    } catch {
      // Not a cookie that was set here.
      return undefined;
    }
  }
  return undefined;
}
