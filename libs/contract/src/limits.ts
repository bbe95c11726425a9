/** Sizes that the public contract names; bytes unless the name says otherwise. */
export const LIMITS = {
  bodyBytes: 10 * 1024 * 1024,
  eventsPerRequest: 10_000,
  dataBytes: 64 * 1024,
  dataDepth: 16,
  errorsPerEvent: 50,
  storedEventBytes: 16 * 1024,
  userIdChars: 200,
  sessionIdChars: 200,
  categoryChars: 100,
  nameChars: 100,
  pageUrlChars: 2048,
  idempotencyKeyChars: 200,
} as const;

/** Rolling windows in seconds. */
export const WINDOWS = { activeSeconds: 300, pagesSeconds: 900 } as const;
