/** The viewer's languages, best first; undefined lets the browser choose. */
export function viewerLocales(): string[] | undefined {
  return typeof navigator === 'undefined' ? undefined : [...navigator.languages];
}

/** The viewer's IANA time zone, such as `Europe/Berlin`. */
export function viewerZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
