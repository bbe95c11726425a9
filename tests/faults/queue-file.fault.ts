import {
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  findMagic,
  payloadChecksum,
  readRecordHeader,
  RECORD_HEADER_BYTES,
  writeRecordHeader,
} from '../../libs/queue/src/record.format.js';
import { parseSegmentName } from '../../libs/queue/src/segment.format.js';
import { Product, setPaused, waitFor } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judge, untilDrained } from './kit/oracle.js';
import { note, seeded } from './kit/rounds.js';

let product: Product | undefined;
afterEach(() => NumberedLoad.abandonAll());
afterEach(() => product?.stop());

function largestSegment(dataDir: string): string {
  const folder = path.join(dataDir, 'gateway/queue');
  const files = readdirSync(folder).filter((name) => name.endsWith('.segment'));
  const bySize = files.map((name) => path.join(folder, name)).sort((a, b) => statSync(b).size - statSync(a).size);
  if (!bySize[0]) throw new Error(`no segment among ${readdirSync(folder).join(', ')}`);
  return bySize[0];
}

function flipBit(file: string, offset: number): void {
  const fd = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 0x10;
  writeSync(fd, byte, 0, 1, offset);
}

/** Flips a bit of the first event's address and makes the checksums of its record fit, as if there were none. */
function flipUnnoticed(file: string): void {
  const bytes = readFileSync(file);
  const salt = parseSegmentName(path.basename(file))?.salt ?? 0;
  let at = findMagic(bytes, 0);
  let header = readRecordHeader(bytes, at, salt);
  while (!header) {
    at = findMagic(bytes, at + 1);
    header = readRecordHeader(bytes, at, salt);
  }
  const payload = bytes.subarray(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + header.payloadLength);
  const address = payload.indexOf('shop.example');
  payload[address] = (payload[address] ?? 0) ^ 0x10;
  writeRecordHeader(bytes, at, { ...header, payloadCrc: payloadChecksum(payload, salt) }, salt);
  writeFileSync(file, bytes);
}

/** Fills the queue, kills everything, damages the file, starts again and lets it drain. */
async function survive(damage: (file: string, size: number) => void) {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0', LOG_LEVEL: 'error' } });
  await setPaused(product.url, true);
  const load = new NumberedLoad({ url: product.url, perRequest: 100, connections: 4 });
  await load.untilAcknowledged(5_000);
  const acknowledged = await load.stop();
  await product.kill();
  const file = largestSegment(product.dataDir);
  damage(file, statSync(file).size);
  product = await product.again();
  await setPaused(product.url, false);
  await untilDrained(product).catch(() => {});
  const verdict = await judge(product, acknowledged);
  const named = await metric(product.url, 'argus_queue_damage_total');
  return { verdict, named, output: product.output, events: acknowledged.length };
}

describe('a damaged queue file', () => {
  it('[B1] flipped bits cost the requests that they hit, are named, and never double or alter anything', async () => {
    const random = seeded(7);
    const { verdict, named, output, events } = await survive((file, size) => {
      for (let n = 0; n < 5; n++) flipBit(file, 4_096 + Math.floor(random() * (size - 8_192)));
    });
    note(`5 bits flipped: ${verdict.lost} of ${events} events lost, ${named} places named`);
    expect(verdict).toMatchObject({ doubled: 0, altered: 0, unasked: 0, wrongAggregates: {} });
    expect(verdict.lost).toBeGreaterThan(0);
    expect(verdict.lost).toBeLessThanOrEqual(5 * 2 * 100);
    expect(named).toBeGreaterThan(0);
    expect(output).toContain('damaged');
  }, 120_000);

  it('[B1] a file that was cut short costs what was cut off, is named, and the rest is delivered', async () => {
    const { verdict, named, events } = await survive((file, size) => truncateSync(file, Math.floor(size * 0.6)));
    note(`40 % cut off: ${verdict.lost} of ${events} events lost, ${named} places named`);
    expect(verdict).toMatchObject({ doubled: 0, altered: 0, unasked: 0, wrongAggregates: {} });
    expect(verdict.lost).toBeGreaterThan(events * 0.3);
    expect(verdict.lost).toBeLessThan(events * 0.5);
    expect(named).toBeGreaterThan(0);
  }, 120_000);

  it('twin: a flipped bit that the checksum does not show is stored, and nobody is told', async () => {
    const { verdict, named } = await survive(flipUnnoticed);
    expect(verdict.altered).toBeGreaterThan(0);
    expect({ lost: verdict.lost, named }).toEqual({ lost: 0, named: 0 });
  }, 120_000);
});

/** Everything is delivered; then both copies of the queue's account of that are damaged. */
async function loseTheAccount(faults: string) {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0', ARGUS_FAULTS: faults } });
  const load = new NumberedLoad({ url: product.url, perRequest: 100, connections: 2, rate: 4_000 });
  await load.untilAcknowledged(3_000);
  const acknowledged = await load.stop();
  await untilDrained(product);
  await product.kill();
  for (const name of ['state-a.journal', 'state-b.journal']) {
    const file = path.join(product.dataDir, 'gateway/queue', name);
    for (let offset = 8; offset < statSync(file).size; offset += 16) flipBit(file, offset);
  }
  product = await product.again();
  const { url } = product;
  // The ledger still knows that all of it was stored; the queue does not, and has it all to deliver again.
  await waitFor(() => metric(url, 'argus_queue_rows'), 0, 60_000);
  return { verdict: await judge(product, acknowledged), named: await metric(product.url, 'argus_queue_damage_total') };
}

describe('a lost account of what was delivered', () => {
  it('[B1] [B10] is named, and what ClickHouse holds is not sent again', async () => {
    const { verdict, named } = await loseTheAccount('');
    expect({ ...verdict, ledgerAgrees: true }).toEqual(INTACT);
    expect(named).toBeGreaterThan(0);
  }, 120_000);

  it('twin: without asking for the rows, all of them are stored twice', async () => {
    const { verdict } = await loseTheAccount('no-filter');
    expect(verdict.doubled).toBeGreaterThan(0);
  }, 120_000);
});
