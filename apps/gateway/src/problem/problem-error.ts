import type { FieldError, IndexedFieldError } from '@argus/contract';

/** What an error answer may carry besides its status, title and detail. */
export interface ProblemExtras {
  errors?: (FieldError | IndexedFieldError)[];
  headers?: Record<string, string>;
  /** Further members of the problem document, such as ClickHouse's `code`. */
  members?: Record<string, unknown>;
}

/** The one error that domain code raises on purpose; `toProblem` turns it into an answer. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly extras: ProblemExtras;

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    extras: ProblemExtras = {},
  ) {
    super(detail);
    this.extras = extras;
  }
}

/** 400: something in the request is wrong; every wrong field is named. */
export const badRequest = (detail: string, errors?: (FieldError | IndexedFieldError)[]): ProblemError =>
  new ProblemError(400, 'Bad Request', detail, errors ? { errors } : {});

/** 404: nothing is there. */
export const notFound = (detail: string): ProblemError => new ProblemError(404, 'Not Found', detail);

/** 413: more than the service takes at once. */
export const tooLarge = (detail: string): ProblemError => new ProblemError(413, 'Content Too Large', detail);

/** 503: try again in so many whole seconds. */
export const unavailable = (
  detail: string,
  retryAfterSeconds: number,
  members?: Record<string, unknown>,
): ProblemError =>
  new ProblemError(503, 'Service Unavailable', detail, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
    ...(members ? { members } : {}),
  });
