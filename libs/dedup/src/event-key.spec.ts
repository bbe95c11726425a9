import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventKey } from './event-key.js';

const salt = Buffer.alloc(16, 3);
const words = ({ w0, w1, w2, w3, tag }: EventKey) => [w0, w1, w2, w3, tag];
const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');

describe('EventKey', () => {
  it('is the same for the text in either case and for the bytes', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (id, source) => {
        const expected = words(new EventKey(salt).set(source, id));
        expect(words(new EventKey(salt).set(source, id.toUpperCase()))).toEqual(expected);
        expect(words(new EventKey(salt).set(source, bytesOf(id)))).toEqual(expected);
        expect(
          words(new EventKey(salt).setWords(...(expected.slice(0, 4) as [number, number, number, number]))),
        ).toEqual(expected);
      }),
    );
  });

  it('differs by id, by source and by salt', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        const key = new EventKey(salt);
        const one = words(key.set('shop', a)).join();
        expect(words(key.set('shop', b)).join() === one).toBe(a === b);
        expect(words(key.set('blog', a)).join()).not.toBe(one);
        expect(words(key.set('shop', a)).join()).toBe(one);
        expect(words(new EventKey(Buffer.alloc(16, 4)).set('shop', a)).join()).not.toBe(one);
      }),
    );
  });

  it.each([
    '',
    'not a uuid',
    '0192f0c1-2345-7abc-8def-0123456789a',
    '0192f0c1-2345-7abc-8def-0123456789ag',
    '0192f0c1-2345-7abc-8def-0123456789aé',
    new Uint8Array(15),
  ])('refuses %p', (id) => {
    expect(() => new EventKey(salt).set('shop', id)).toThrow(TypeError);
  });
});
