import { expect, it } from '@jest/globals';
import { Registry } from '@argus/telemetry';
import { DeliveryMetrics } from './delivery.metrics.js';
import { PartSender, type SenderOptions } from './part.sender.js';

const MINUTE_MS = 60_000;
const MONTH = 671;

/** A cluster that has stored a batch and lost the answer; after that the gate is closed for so many minutes. */
async function sendAfterPause(minutes: number): Promise<{ steps: string[]; outcome: unknown }> {
  const steps: string[] = [];
  let nowMs = 0;
  const answers = [{ ok: false, code: undefined, message: 'no answer' }, { ok: true }];
  const options = {
    client: {
      ping: async () => ({ success: true }),
      query: async ({ query }: { query: string }) => {
        const isRunning = query.includes('system.processes');
        if (!isRunning) steps.push('asked');
        return { json: async () => (isRunning ? [{ running: 0 }] : [{ month: MONTH, rows: 3 }]) };
      },
    },
    pool: {
      insert: async () => {
        steps.push('sent');
        return answers.shift();
      },
    },
    gate: {
      whenClear: async () => {
        if (steps.length === 1) nowMs += minutes * MINUTE_MS;
        return true;
      },
    },
    memory: { spoil: () => {} },
    metrics: new DeliveryMetrics(new Registry()),
    logger: { warn: () => {}, info: () => {}, error: () => {} },
    isEmbedded: false,
    isCluster: true,
    epoch: 1,
    timeoutMs: 1_000,
    now: () => nowMs,
    isOff: () => false,
  } as unknown as SenderOptions;
  const part = { table: 'events', batchId: 'b', rows: 3, checksum: '0', months: [[MONTH, 3]], body: {} } as never;
  const context = { name: 'b', first: 1, last: 3, inDoubtSinceMs: undefined };
  const outcome = await new PartSender(options).send(part, context, new AbortController().signal);
  return { steps, outcome };
}

it('[B1] [A4] trusts a token as long as it is remembered, counted until the insert and not until a pause before it', async () => {
  expect((await sendAfterPause(1)).steps).toEqual(['sent', 'sent']);
  expect(await sendAfterPause(11)).toEqual({
    steps: ['sent', 'asked'],
    outcome: { kind: 'stored', wasInDoubt: true },
  });
});
