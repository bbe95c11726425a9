import { describe, expect, it } from '@jest/globals';
import { Circuit } from './circuit.js';
import { untilReachable } from './reach.js';

/** A ClickHouse that answers a probe at last; counts how often it was asked. */
function awayFor(probes: number) {
  let asked = 0;
  const client = { ping: () => Promise.resolve({ success: ++asked > probes }) };
  return { client: client as never, asked: () => asked };
}

const failing = (times: number): Circuit => {
  const circuit = new Circuit();
  for (let n = 0; n < times; n++) circuit.failed();
  return circuit;
};

describe('the circuit', () => {
  it('[B1] opens after three failures in a row, and closes with the first success', () => {
    const circuit = failing(2);
    expect(circuit.state).toBe('closed');
    circuit.failed();
    expect(circuit.state).toBe('open');
    circuit.succeeded();
    expect([circuit.state, circuit.failures]).toEqual(['closed', 0]);
  });

  it('[B1] while it is open, lets nothing through before a probe is answered', async () => {
    const { client, asked } = awayFor(3);
    await untilReachable(client, failing(3), new AbortController().signal);
    expect(asked()).toBe(4);
  });

  it('[B1] costs no probe while it is closed', async () => {
    const { client, asked } = awayFor(3);
    await untilReachable(client, failing(2), new AbortController().signal);
    expect(asked()).toBe(0);
  });

  it('[B1] ends its waiting when delivery stops', async () => {
    const { client } = awayFor(Infinity);
    const stop = new AbortController();
    const waiting = untilReachable(client, failing(3), stop.signal);
    stop.abort(new Error('the gateway stops'));
    await expect(waiting).rejects.toThrow();
  });
});
