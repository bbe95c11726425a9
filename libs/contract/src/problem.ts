import type { IndexedFieldError, FieldError } from './error-code.js';

/** RFC 9457 problem details, as every error answer carries them. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: (FieldError | IndexedFieldError)[];
  /** Of a server fault: the id under which it is in the log. */
  error_id?: string;
}
