import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, sql, waitFor, waitUntil } from '../kit/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Runs a program that uses the client as an application in Node would; `argus` is a client, `say` prints a line. */
function program(url: string, source: string, body: string): { output: () => string[]; ended: Promise<number | null> } {
  const text = `
    import { createClient } from '@argus/client';
    const argus = createClient({ url: ${JSON.stringify(url)}, source: ${JSON.stringify(source)} });
    const say = (value) => console.log(JSON.stringify(value));
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { output: () => printed.split('\n').filter(Boolean), ended };
}

describe('the client in Node', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(() => product?.stop());

  const stored = (source: string) =>
    sql(
      product,
      `SELECT count(), uniqExact(event_id), uniqExact(session_id) FROM events WHERE source = '${source}' FORMAT TSV`,
    );

  it('[E4] sends batches in order, tells each verdict, and ends when closed', async () => {
    const { output, ended } = program(
      product.url,
      'node',
      `const outcomes = {};
       argus.watch((notice) => {
         if (notice.kind === 'verdict') outcomes[notice.verdict.outcome] = (outcomes[notice.verdict.outcome] ?? 0) + 1;
       });
       argus.identify('ada');
       for (let n = 0; n < 120; n++) argus.track('step', { n });
       argus.track('location', { latitude: 'north', longitude: 7 });
       argus.page({ url: 'https://shop.example.com/' });
       say(await argus.close());
       say([outcomes, argus.pending]);`,
    );
    expect(await ended).toBe(0);
    expect(output()).toEqual(['true', '[{"accepted":121,"rejected":1},0]']);
    await waitFor(() => stored('node'), '121\t121\t1');
    const order = `SELECT groupArray(JSONExtractInt(data, 'n')) FROM (SELECT data FROM events WHERE source = 'node' AND name = 'step' ORDER BY sequence)`;
    expect(await sql(product, order)).toBe(`[${Array.from({ length: 120 }, (_, n) => n).join(',')}]`);
  });

  it('[E4] [B10] loses nothing and doubles nothing when the gateway is killed in between', async () => {
    const { output, ended } = program(
      product.url,
      'restart',
      `for (let n = 0; n < 400; n++) {
         argus.track('step', { n });
         if (n === 100) say('begun');
         await new Promise((resolve) => setTimeout(resolve, 10));
       }
       while (argus.pending > 0) await new Promise((resolve) => setTimeout(resolve, 50));
       say('all answered');`,
    );
    await waitUntil(output, (lines) => lines.includes('"begun"'));
    process.kill(product.gateway.pid, 'SIGKILL');
    expect(await ended).toBe(0);
    expect(output()).toEqual(['"begun"', '"all answered"']);
    await waitFor(() => stored('restart'), '400\t400\t1');
  });
});
