import { describe, expect, it } from '@jest/globals';
import { type BodyForm, parseBody } from '../body/parse-body.js';
import { SpanBody } from '../body/parsed-body.js';

const isScanned = (text: string, index = 0, form: BodyForm = 'json') => {
  const body = parseBody(Buffer.from(text), form);
  return body instanceof SpanBody && body.isScanned(index);
};

describe('scanBody', () => {
  it('[B2] ordinary events are not parsed, spaces, nesting and escapes included', () => {
    for (const one of [
      '{"user_id":"u","name":"x"}',
      '{"event_id": "018f2f6e-7c4b-7a10-8d5e-000000000000", "timestamp": 1710513000000, "session_id": "s", "event_type": "x"}',
      '{"user_id":"é😀","name":"x","data":{"a":{"b":[1,-2.5,true,null,"\\"\\n"]},"__proto__":{}}}',
    ]) {
      expect([isScanned(one), isScanned(`[${one}, ${one}]`, 1), isScanned(`${one}\n${one}`, 1, 'ndjson')]).toEqual([
        true,
        true,
        true,
      ]);
    }
    for (const one of [
      '{"user_id":"u","name":"x","data":{"a":1e5}}',
      '{"user_id":"u","user_id":"v","name":"x"}',
      '{}',
      '7',
    ]) {
      expect(isScanned(`[${one}]`)).toBe(false);
    }
  });
});
