import { describe, expect, it } from '@jest/globals';
import { duration } from './numbers.js';
import { progressLine } from './progress.line.js';
import { RateMeter } from './rate.meter.js';
import { reportText, type Report } from './report.js';
import { Tally } from './tally.js';

const batch = { body: '[]', events: 10, userAgent: undefined, expected: { accepted: 8, invalid: 2, bot: 0 } };
const answered = (status: number, answer: object) => ({
  kind: 'answered' as const,
  status,
  retryAfterMs: undefined,
  answer,
});
const error = { index: 0, field: 'name', message: '', code: 'required' as const };

function tally(): Tally {
  const one = new Tally();
  one.putSent(batch);
  one.putAttempt(answered(429, {}));
  one.putAttempt({ kind: 'unreachable', reason: 'ECONNRESET' });
  one.putAttempt(answered(202, {}));
  one.putAnswer(batch, answered(202, { accepted: 5, duplicates: 3, rejected: 2, errors: [error, error] }), 3, 4.2);
  one.putSent(batch);
  one.putAttempt(answered(400, {}));
  one.putAnswer(batch, answered(400, { errors: [error] }), 1, 1);
  one.putSent(batch);
  one.putUndelivered(batch, 'given up while stopping');
  return one;
}

describe('tally', () => {
  it('[E2] every event sent ends in exactly one count', () => {
    const { counts } = tally();
    expect(counts).toEqual({
      sent: 30,
      expected: { accepted: 24, invalid: 6, bot: 0 },
      accepted: 5,
      duplicates: 3,
      recovered: 3,
      rejected: 12,
      undelivered: 10,
      requests: 4,
      throttledRequests: 1,
      refusedRequests: 0,
      failedRequests: 1,
      codes: { required: 3 },
      failures: { ECONNRESET: 1, 'given up while stopping': 1 },
    });
    expect(counts.accepted + counts.duplicates + counts.rejected + counts.undelivered).toBe(counts.sent);
  });
});

describe('progress', () => {
  const progress = {
    ...tally(),
    latency: { p50: 1.234, p90: 5, p99: 12.6, max: 99 },
    rate: 99.96,
    elapsedSeconds: 65,
    stopping: false,
  };

  it('[E2] is one line that fits the terminal', () => {
    const line = progressLine({ ...progress, counts: tally().counts, total: undefined }, 200);
    expect(line).toBe(
      '1m 05s  30 sent  5 accepted  12 rejected  3 duplicates  100/s  p50 1.23 ms  p99 12.6 ms  1 throttled  1 failed',
    );
    expect(progressLine({ ...progress, counts: tally().counts, total: undefined }, 40).length).toBe(39);
  });

  it('[E2] a back-fill shows how far it is and how long it will take', () => {
    const line = progressLine({ ...progress, counts: tally().counts, total: 60 }, 200);
    expect(line.startsWith('[##########..........] 50%  1m 05s left  30 sent')).toBe(true);
  });

  it('measures the rate of the last five seconds only', () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 20; second++) meter.put(second * 1_000, second < 10 ? 0 : (second - 10) * 50);
    expect(meter.perSecond).toBe(50);
  });

  it('writes durations for people', () => {
    expect([3, 59.6, 185, 7_440].map(duration)).toEqual(['3s', '1m 00s', '3m 05s', '2h 04m']);
  });
});

describe('report', () => {
  it('[E2] tells what was sent and what the gateway said of it', () => {
    const { sent, accepted, duplicates, recovered, rejected, undelivered, expected, codes, failures } = tally().counts;
    const report: Report = {
      url: 'http://127.0.0.1:3000',
      seed: 7,
      elapsed_seconds: 2,
      rate_asked: 15,
      rate_reached: 15,
      behind_seconds: 0.5,
      events: { sent, accepted, duplicates, recovered, rejected, undelivered },
      expected,
      error_codes: codes,
      requests: { sent: 4, throttled: 1, refused: 0, failed: 1 },
      failures,
      latency_ms: { p50: 1, p90: 2, p99: 3, max: 4 },
      refused_because: null,
    };
    expect(reportText(report).split('\n')).toEqual([
      'Sent 30 events in 2s (15/s) to http://127.0.0.1:3000, seed 7',
      '',
      '  accepted                               5    16.7%',
      '  duplicates                             3    10.0%   3 stored by a try whose answer was lost',
      '  rejected                              12    40.0%   meant to be: 6 invalid, 0 of bots',
      '  undelivered                           10    33.3%',
      '',
      '  error codes',
      '  required                               3',
      '',
      '  failures',
      '  ECONNRESET                             1',
      '  given up while stopping                1',
      '',
      '  requests 4: 1 throttled, 0 refused, 1 failed',
      '  latency  p50 1 ms, p90 2 ms, p99 3 ms, max 4 ms',
      '  0.5 s of the schedule were skipped: the gateway, or this machine, could not keep up',
    ]);
  });
});
