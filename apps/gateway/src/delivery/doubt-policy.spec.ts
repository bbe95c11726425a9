import { describe, expect, it } from '@jest/globals';
import { TOKEN_TRUST_MS, mustAsk, resolveDoubt } from './doubt-policy.js';

const prompt = { isEmbedded: true, isCluster: false, isInherited: false, ageMs: 5_000 };

describe('mustAsk', () => {
  it('trusts the token for a prompt retry on the embedded engine alone', () => {
    expect(mustAsk(prompt)).toBe(false);
    expect(mustAsk({ ...prompt, isEmbedded: false })).toBe(true);
    expect(mustAsk({ ...prompt, isInherited: true })).toBe(true);
    expect(mustAsk({ ...prompt, ageMs: TOKEN_TRUST_MS + 1 })).toBe(true);
  });

  it('[A4] trusts the token of replicated tables while it is remembered', () => {
    const cluster = { ...prompt, isEmbedded: false, isCluster: true };
    expect(mustAsk(cluster)).toBe(false);
    expect(mustAsk({ ...cluster, isInherited: true })).toBe(false);
    expect(mustAsk({ ...cluster, isInherited: true, ageMs: TOKEN_TRUST_MS + 1 })).toBe(true);
  });
});

describe('resolveDoubt', () => {
  const expected = [
    [650, 10],
    [651, 20],
  ] as const;

  it('sends everything when nothing is there', () => {
    expect(resolveDoubt(expected, new Map())).toEqual({ action: 'send' });
  });

  it('sends nothing when everything is there', () => {
    const stored = new Map([
      [650, 10],
      [651, 20],
    ]);
    expect(resolveDoubt(expected, stored)).toEqual({ action: 'done' });
  });

  it('sends the partitions that are missing', () => {
    expect(resolveDoubt(expected, new Map([[651, 20]]))).toEqual({ action: 'send-rest', storedMonths: [651] });
  });

  it('[A4] sends all again while a shard of a cluster lacks its rows', () => {
    const whole = new Map(expected);
    expect(resolveDoubt(expected, whole, true)).toEqual({ action: 'done' });
    expect(resolveDoubt(expected, new Map([...whole, [651, 12]]), true)).toEqual({ action: 'send-again' });
    expect(resolveDoubt(expected, new Map([[650, 10]]), true)).toEqual({ action: 'send-again' });
    expect(resolveDoubt(expected, new Map(), true)).toEqual({ action: 'send' });
  });
});
