import { describe, expect, it } from '@jest/globals';
import type { ClaimBatch, ClaimVerdict } from '@argus/dedup';
import type { SharedVerdict } from '../../redis/shared-claims.js';
import { type SharedId, idBytes } from '../../redis/shared-id.js';
import { judgeTogether } from './judge-together.js';
import { MadeIds } from './made-ids.js';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const number = ({ id }: SharedId) => Number(Buffer.from(id, 'latin1').toString('hex').slice(-12));

/** Own claims of a set of ids. */
function ownClaims(seen: Set<string>): ClaimBatch {
  const mine: string[] = [];
  return {
    claim(_source, id): ClaimVerdict {
      const key = idBytes(id);
      if (seen.has(key)) return 'duplicate';
      seen.add(key);
      mine.push(key);
      return 'new';
    },
    release: (_source, id) => void seen.delete(idBytes(id)),
    commit: () => {},
    rollback: () => mine.forEach((key) => seen.delete(key)),
    duplicatesAreDurable: () => Promise.resolve(true),
  };
}

function scene(answers: Record<number, SharedVerdict>) {
  const seen = new Set<string>();
  const asked: number[][] = [];
  const released: number[] = [];
  const made = new MadeIds(() => uuid(99));
  const judge = (ids: readonly number[]) => (claims: ClaimBatch) => {
    made.clear();
    const verdicts = ids.map((n) => claims.claim('shop', n === 99 ? made.next() : uuid(n), 1));
    return { claims, verdicts };
  };
  const run = (ids: readonly number[]) =>
    judgeTogether({
      begin: () => ownClaims(seen),
      judge: judge(ids),
      takeBack: ({ claims }) => claims.rollback(),
      made,
      shared: {
        claim: (claimed) => {
          asked.push(claimed.map(number));
          return Promise.resolve(claimed.map((one) => answers[number(one)] ?? 'mine'));
        },
        release: (given) => void released.push(...given.map(number)),
      },
    });
  return { run, seen, asked, released };
}

describe('[B10] judging with what other gateways know', () => {
  it('asks once, about the ids of senders alone, and lets the judgement stand where nobody knows them', async () => {
    const { run, asked, released } = scene({});
    const { judged, ids } = await run([1, 2, 2, 99]);
    expect(judged.verdicts).toEqual(['new', 'new', 'duplicate', 'new']);
    expect([asked, ids.map(number), released]).toEqual([[[1, 2]], [1, 2], []]);
  });

  it('judges again where another gateway stored some of them, and keeps those claims that were won', async () => {
    const { run, asked, released, seen } = scene({ 2: 'duplicate', 3: 'conflict' });
    const { judged, ids } = await run([1, 2, 3]);
    expect(judged.verdicts).toEqual(['new', 'duplicate', 'conflict']);
    expect([asked, ids.map(number), released]).toEqual([[[1, 2, 3]], [1], []]);
    expect(seen.size).toBe(1);
  });

  it('refuses for now, and holds nothing, where another gateway has one of them in hand', async () => {
    const { run, released, seen } = scene({ 2: 'undecided' });
    await expect(run([1, 2])).rejects.toMatchObject({ status: 503 });
    expect([released, seen.size]).toEqual([[1], 0]);
  });
});
