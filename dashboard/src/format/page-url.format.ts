/** A URL cut in two, so that the part that differs can stand out. Joined again they are exactly the URL. */
export interface UrlParts {
  /** Scheme and host, empty for what is a path only. */
  origin: string;
  rest: string;
}

export function splitUrl(url: string): UrlParts {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([/?#].*)$/i.exec(url);
  return match ? { origin: match[1] ?? '', rest: match[2] ?? '' } : { origin: '', rest: url };
}
