import { describe, expect, it } from '@jest/globals';
import { readiness, type Vitals } from './readiness.js';

const well: Vitals = { isStopping: false, wasClickHouseReady: true, isClickHouseUp: true, queueRefusal: undefined };

describe('readiness', () => {
  it('[E7] is ok when everything answers', () => {
    expect(readiness(well)).toEqual({ isReady: true, answer: { status: 'ok', clickhouse: 'up' } });
  });

  it('[E7] is degraded, and still ready, when ClickHouse goes away later', () => {
    const vitals = { ...well, isClickHouseUp: false };
    expect(readiness(vitals)).toEqual({ isReady: true, answer: { status: 'degraded', clickhouse: 'down' } });
  });

  it.each([
    ['stopping', { isStopping: true }, 'The gateway is stopping.'],
    ['before ClickHouse was reached', { wasClickHouseReady: false }, 'ClickHouse was not reached yet.'],
    ['while the queue refuses', { queueRefusal: 'The queue is full.' }, 'The queue is full.'],
  ])('[E7] is not ready %s', (_when, change, reason) => {
    expect(readiness({ ...well, ...change })).toEqual({ isReady: false, reason });
  });
});
