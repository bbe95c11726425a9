/** A URL cut in three, so that the part that differs can stand out. Joined again they are exactly the URL. */
export interface UrlParts {
  /** `https://`: the same for nearly all, so it is not worth the room. Empty where there is none. */
  scheme: string;
  /** Empty for what is a path only. */
  host: string;
  rest: string;
}

export function splitUrl(url: string): UrlParts {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/i.exec(url);
  return { scheme: match?.[1] ?? '', host: match?.[2] ?? '', rest: match ? (match[3] ?? '') : url };
}
