import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DedupDamage, DedupIndex, DedupOptions } from './dedup-index.interface.js';
import { EventKey } from './event-key.js';
import { FILE_HEADER_BYTES, parseIdFileName } from './id-log.format.js';
import { loadGeneration, readFileHeader, type LoadedGeneration } from './id-log.loader.js';
import { MemoryIndex } from './memory-index.js';
import { countExpired, idsPerGeneration } from './retention.js';

/*
 * Which event ids were seen before. A key is 128 bits (`event-key.ts`). Ids are kept by generations, a quarter of the
 * window each; a generation is a table of 32-bit tags in memory (`tag-table.ts`, 10 bytes an id) and a log on disk with
 * the whole keys (`id-log.format.ts`). A tag that fits is confirmed in the log, so nothing is called a duplicate by
 * chance; a new id costs a search in each table and no reading.
 *
 * What is claimed counts at once, so two requests with one id cannot both have it. It becomes durable with the first
 * checkpoint after its batch was committed; at start the caller replays the frames after the last checkpoint from the
 * queue. Claims of a batch that is rolled back were never written.
 *
 * Ids grow old by a clock that nobody sets. Between two lives there is only the one on the wall: an index that is opened
 * while that is a day ahead forgets what came before.
 *
 * Not promised: ids in a damaged block are forgotten (it is named, and `checkpointedSequence` goes back to before it, so
 * that what the queue still holds is restored).
 */
const MAX_IDS = 20_000_000;
const MAX_AGE_MS = 24 * 60 * 60 * 1_000;

/** Opens or makes the index of a folder. Throws system errors; damage is dropped and told. */
export async function openDedupIndex(options: DedupOptions): Promise<DedupIndex> {
  const { dir, now = Date.now, onDamage = () => {} } = options;
  const elapsed = options.elapsed ?? options.now ?? (() => performance.now());
  const atOpening = now() - elapsed();
  const steadyNow = () => atOpening + elapsed();
  const limits = { maxIds: options.maxIds ?? MAX_IDS, maxAgeMs: options.maxAgeMs ?? MAX_AGE_MS };
  await mkdir(dir, { recursive: true });
  const files = (await listFiles(dir)).map((file) => ({ ...file, header: readFileHeader(file.path) }));

  const salt = files.findLast(({ header }) => header)?.header?.salt ?? options.salt ?? randomBytes(16);
  const key = new EventKey(salt);
  const loaded: LoadedGeneration[] = [];
  let damaged = false;
  for (const [i, { path, number, header }] of files.entries()) {
    if (!header) {
      onDamage(headerDamage(path));
      damaged = true;
    }
    const known = header ?? { number, createdAtMs: now(), salt, checkpoint: 0 };
    const isNewest = i === files.length - 1;
    loaded.push(await loadGeneration(path, known, key, idsPerGeneration(limits), isNewest, onDamage));
  }
  const expired = loaded.splice(
    0,
    countExpired(
      loaded.map(({ generation }) => generation),
      limits,
      now(),
    ),
  );
  for (const { generation } of expired) await generation.log.remove();

  const generations = loaded.map(({ generation }) => generation);
  const checkpoint = damaged ? 0 : checkpointOf(loaded);
  return new MemoryIndex({ dir, salt, now, steadyNow, ...limits }, key, { generations, checkpoint });
}

/** Up to where nothing is missing: the last statement of the newest log, or the last before any damage. */
function checkpointOf(loaded: readonly LoadedGeneration[]): number {
  const stated = Math.max(0, ...loaded.map(({ checkpoint }) => checkpoint));
  return Math.min(stated, ...loaded.map(({ intactUntil }) => intactUntil ?? stated));
}

async function listFiles(dir: string): Promise<{ path: string; number: number }[]> {
  const names = await readdir(dir);
  return names
    .flatMap((name) => {
      const number = parseIdFileName(name);
      return number === undefined ? [] : [{ path: join(dir, name), number }];
    })
    .sort((a, b) => a.number - b.number);
}

function headerDamage(file: string): DedupDamage {
  return { file, offset: 0, bytes: FILE_HEADER_BYTES, detail: 'the header of the log is unreadable' };
}
