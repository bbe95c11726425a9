import { randomUUID } from 'node:crypto';
import { randomFrom } from '../load/random.js';
import { trafficEvent } from '../load/traffic.js';
import type { Product } from '../product/product.js';
import { type Figure, type Scenario, median } from './scenario.js';

/** As many rows as the product puts into one insert under load, and more, since bigger inserts cost less a row. */
const SIZES = [50_000, 200_000];
const USERS = 20_000;

const COLUMNS =
  'event_id, source, timestamp, received_at, user_id, session_id, category, name, page_url, data, sequence, batch_id';

/** What the product sends with its inserts. */
const SETTINGS = [
  'async_insert=0',
  'max_insert_threads=1',
  'max_threads=1',
  'max_block_size=1048576',
  'max_insert_block_size=1048576',
  'min_insert_block_size_rows=1048576',
  'min_insert_block_size_bytes=268435456',
  'deduplicate_blocks_in_dependent_materialized_views=1',
  'materialized_views_ignore_errors=0',
  'input_format_parallel_parsing=0',
].join(', ');

/** Rows of the same traffic as the other scenarios send, as ClickHouse itself writes them in its own format. */
async function nativeBody(product: Product, rows: number): Promise<Buffer> {
  const random = randomFrom(rows);
  const lines = Array.from({ length: rows }, () => {
    const { data, ...event } = trafficEvent(random, USERS);
    return JSON.stringify({ ...event, data: JSON.stringify(data) });
  });
  await product.sql(
    'CREATE OR REPLACE TABLE bench_rows (user_id String, session_id String, category String, name String, page_url String, data String) ENGINE = Memory',
  );
  await product.sql('INSERT INTO bench_rows FORMAT JSONEachRow', Buffer.from(lines.join('\n')));
  const body = await product.bytes(
    `SELECT generateUUIDv4() AS event_id, 'bench' AS source,
       toDateTime64(now64(6) - INTERVAL 1 SECOND, 6, 'UTC') + toIntervalMicrosecond(rowNumberInAllBlocks()) AS timestamp,
       timestamp AS received_at, user_id, session_id, category, name, page_url, data,
       toUInt64(rowNumberInAllBlocks()) AS sequence, 'bench' AS batch_id
     FROM bench_rows SETTINGS max_threads = 1, max_block_size = 1048576 FORMAT Native`,
  );
  await product.sql('DROP TABLE bench_rows');
  return body;
}

/** Rows per second of one insert after the other, for so long. */
async function feed(product: Product, body: Buffer, rows: number, durationMs: number): Promise<number> {
  const start = performance.now();
  let inserts = 0;
  while (performance.now() - start < durationMs) {
    const query = `INSERT INTO events (${COLUMNS}) SETTINGS ${SETTINGS}, insert_deduplication_token='${randomUUID()}' FORMAT Native`;
    await product.sql(query, body);
    inserts++;
  }
  return (inserts * rows) / ((performance.now() - start) / 1000);
}

export const limit: Scenario = {
  name: 'limit',
  title:
    'Limit: rows a second that the embedded ClickHouse takes, schema and views as they are, fed over HTTP with ready-made Native bodies',
  run: ({ options, say, withProduct }) =>
    withProduct(async (product) => {
      const figures: Figure[] = [];
      const times: Figure[] = [];
      for (const rows of SIZES) {
        const body = await nativeBody(product, rows);
        await feed(product, body, rows, options.seconds * 200);
        const rounds: number[] = [];
        const before = product.usage().engine.cpuSeconds;
        let fed = 0;
        for (let round = 0; round < options.rounds; round++) {
          const since = performance.now();
          rounds.push(await feed(product, body, rows, options.seconds * 500));
          fed += (rounds.at(-1) ?? 0) * ((performance.now() - since) / 1000);
          say(`${rows} rows an insert: ${Math.round(rounds.at(-1) ?? 0)} rows/s`);
        }
        figures.push({ name: `inserts of ${rows} rows`, value: median(rounds), unit: 'rows/s' });
        const spent = product.usage().engine.cpuSeconds - before;
        times.push({ name: `processor time of a row, inserts of ${rows}`, value: (1e6 * spent) / fed, unit: 'us' });
      }
      figures.push({ name: 'limit', value: Math.max(...figures.map(({ value }) => value)), unit: 'rows/s' });
      return [...figures, ...times];
    }),
};
