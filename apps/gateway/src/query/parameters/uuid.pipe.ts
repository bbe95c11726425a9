import type { PipeTransform } from '@nestjs/common';
import { badRequest } from '../../problem/problem-error.js';

/** An id as it looks, for messages and documentation. */
export const EXAMPLE_ID = '018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f60';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of the path in lower case; 400 naming the parameter for anything else. */
export class UuidPipe implements PipeTransform<string, string> {
  constructor(private readonly field: string) {}

  transform(value: string): string {
    if (UUID.test(value)) return value.toLowerCase();
    const message = `${this.field} must be a UUID such as ${EXAMPLE_ID}.`;
    throw badRequest(message, [{ field: this.field, code: 'bad_format', message }]);
  }
}
