const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request may come from this machine's own programs only. A web page on another site can make a browser
 * send requests here (its name may even resolve to 127.0.0.1), but not without naming itself in Host or Origin.
 */
export function isLocalRequest(host: string | undefined, origin: string | undefined): boolean {
  if (host !== undefined && !LOOPBACK.test(host)) return false;
  if (origin === undefined) return true;
  const authority = /^https?:\/\/(.*)$/i.exec(origin)?.[1];
  return authority !== undefined && LOOPBACK.test(authority);
}
