import { describe, expect, it } from '@jest/globals';
import { judge, waitMs } from './policy.js';
import type { ClientEvent } from './types.js';

const event = (n: number): ClientEvent => ({
  event_id: `id-${n}`,
  timestamp: '2026-01-01T00:00:00.000Z',
  session_id: 's',
  name: 'view',
});
const events = [event(0), event(1), event(2)];
const error = (index: number, code: string, field = 'name') => ({ index, field, code, message: 'm' });

describe('verdicts', () => {
  it('[E4] gives every event of a mixed answer its own', () => {
    const reply = {
      status: 202,
      event_ids: ['id-0', null, 'id-2'],
      errors: [error(1, 'empty'), error(1, 'required', 'data.url')],
    };
    expect([...(judge(reply, events)?.values() ?? [])]).toEqual([
      { verdict: { event: events[0], outcome: 'accepted', errors: [] } },
      { verdict: { event: events[1], outcome: 'rejected', errors: reply.errors } },
      { verdict: { event: events[2], outcome: 'accepted', errors: [] } },
    ]);
  });

  it('[E4] takes an error of the whole request for an error of each event', () => {
    const reply = { status: 400, errors: [{ field: '', code: 'malformed', message: 'm' }] };
    const outcomes = [...(judge(reply, events)?.values() ?? [])].map((one) => 'verdict' in one && one.verdict.outcome);
    expect(outcomes).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('[E4] [B9] sends an event of a clock that runs ahead again without its time, once', () => {
    const reply = { status: 400, errors: [error(0, 'in_the_future', 'timestamp')] };
    const [first] = [...(judge(reply, [event(0)])?.values() ?? [])];
    expect(first).toEqual({ instead: { event_id: 'id-0', session_id: 's', name: 'view' } });
    const [second] = [...(judge(reply, [{ event_id: 'id-0', session_id: 's', name: 'view' }])?.values() ?? [])];
    expect(second).toMatchObject({ verdict: { outcome: 'rejected' } });
  });

  it.each([0, 401, 413, 429, 500, 503])('has none for status %i: the events stay', (status) => {
    expect(judge({ status }, events)).toBeUndefined();
  });
});

describe('waiting', () => {
  it('[E4] backs off to a minute, with jitter', () => {
    expect([1, 2, 3, 7, 90].map((failures) => waitMs({ status: 0 }, failures, 1))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
    expect(waitMs({ status: 0 }, 3, 0)).toBe(2_000);
  });

  it('[E4] never comes back before Retry-After', () => {
    expect(waitMs({ status: 429, retryAfterMs: 9_000 }, 1, 0)).toBe(9_000);
    expect(waitMs({ status: 503, retryAfterMs: 0 }, 20, 0.5)).toBe(500);
  });

  it('[E4] asks again within the hour, whatever Retry-After says: a timer of more than 24 days fires at once', () => {
    expect(waitMs({ status: 503, retryAfterMs: 1e12 }, 1, 0)).toBe(3_600_000);
  });
});
