import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, runCommand, waitUntil } from '../kit/index.js';
import { ClusterStandIn } from '../kit/cluster-stand-in.js';
import { TWO_SHARDS } from '../kit/two-shards.js';
import {
  type Erasure,
  NOTHING,
  OTHERS,
  PERSON,
  type Rows,
  actual,
  erase,
  eventsOf,
  expectedOf,
  storeEverybody,
} from './erasure-model.js';

const SERVERS = ['s1a', 's1b', 's2a', 's2b'];
const TABLES = ['events', 'errors', 'activity_hourly', 'activity_daily'];
const others = eventsOf(OTHERS);
const persons = eventsOf([PERSON]);

/** A busy machine takes its time over four servers in one engine. */
const PATIENCE_MS = 400_000;

let cluster: ClusterStandIn;
let product: Product;

const readJob = async (jobId: string) => (await get<Erasure>(product, `/admin/erasures/${jobId}`)).body;
const untilDone = (jobId: string) =>
  waitUntil(
    () => readJob(jobId),
    ({ state }) => state === 'done',
    PATIENCE_MS,
  );

const command = (name: string, ...options: string[]) =>
  runCommand(
    {
      CLICKHOUSE_URL: cluster.url,
      CLICKHOUSE_CLUSTER: 'argus',
      DATA_DIR: product.dataDir,
      PORT: new URL(product.url).port,
    },
    name,
    ...options,
  );

/** What each server answers, asked behind the cluster's back. */
async function ofEachServer(question: (server: string) => string): Promise<Record<string, string>> {
  const answers = await Promise.all(
    SERVERS.map(async (server) => [server, await cluster.engine.sql(question(server))]),
  );
  return Object.fromEntries(answers.map(([server, answer]) => [server, answer?.trim()]));
}

const onAll = (value: string) => Object.fromEntries(SERVERS.map((server) => [server, value]));

beforeAll(async () => {
  cluster = await ClusterStandIn.start(TWO_SHARDS);
  product = await Product.start({ env: { CLICKHOUSE_URL: cluster.url, CLICKHOUSE_CLUSTER: '{cluster}' } });
  await storeEverybody(product, [...others, ...persons], PATIENCE_MS);
}, PATIENCE_MS);

afterAll(async () => {
  await product?.stop();
  await cluster?.stop();
});

describe('[A4] erasing a person on a cluster', () => {
  it('[A4] has people on both shards, and every row on both replicas of one', async () => {
    const users = await ofEachServer(
      (server) => `SELECT arraySort(groupUniqArray(user_id)) FROM ${server}.events_local`,
    );
    expect(users['s1a']).toBe(users['s1b']);
    expect(users['s2a']).toBe(users['s2b']);
    expect(users['s1a']).not.toBe('[]');
    expect(users['s2a']).not.toBe('[]');
  });

  it('[A4] says before what would go: each row once, however many replicas have it', async () => {
    const { status, body } = await erase<{ rows: Rows }>(product, PERSON, '?preview=true');
    expect(status).toBe(200);
    expect(body.rows.events).toBe(persons.length + 2);
    expect(body.rows.errors).toBeGreaterThan(1);
  });

  it(
    '[C7] leaves nothing on any replica, and exact numbers of everybody else, also after being killed',
    async () => {
      // As mending leaves it: what one shard counts too much, the other one takes back.
      const minute = new Date(`${persons[0]?.timestamp.slice(0, 16)}:00Z`).getTime() / 1000;
      for (const [server, n] of Object.entries({ s1a: 5, s1b: 5, s2a: -5, s2b: -5 })) {
        await cluster.engine.sql(
          `INSERT INTO ${server}.event_counts_1m_local SELECT toDateTime(${minute}, 'UTC'), 'default', '', 'seen', toUInt64(${n})`,
        );
      }
      const { status, body } = await erase<Erasure>(product, PERSON);
      expect(status).toBe(202);
      await waitUntil(
        () => readJob(body.job_id),
        ({ state }) => state !== 'draining',
        PATIENCE_MS,
      );
      await product.kill();
      product = await product.again();
      const done = await untilDone(body.job_id);
      expect(done).toMatchObject({ user_id: null, left: NOTHING, detail: null });
      expect(done.found).toMatchObject({ events: persons.length + 2 });
      expect(await actual(product)).toEqual(expectedOf(others));
      for (const table of TABLES) {
        const who = table === 'activity_daily' ? `user = sipHash64({p:String})` : `user_id = {p:String}`;
        const condition = table === 'errors' ? `position(event, 'the') > 0 AND position(event, 'first') > 0` : who;
        const left = await Promise.all(
          SERVERS.map((server) =>
            cluster.engine.sql(`SELECT count() FROM ${server}.${table}_local WHERE ${condition}`, { param_p: PERSON }),
          ),
        );
        expect([table, left.map((n) => n.trim())]).toEqual([table, ['0', '0', '0', '0']]);
      }
      expect(await command('verify')).toMatchObject({ code: 0 });
      expect((await erase<{ rows: Rows }>(product, PERSON, '?preview=true')).body.rows).toEqual(NOTHING);
    },
    PATIENCE_MS,
  );

  it('[A4] leaves no key that nobody else has, and no marked row in the files of any replica', async () => {
    // A key is everybody's that has it on any shard.
    const zeros = async (table: string, keys: string, sum: string): Promise<string[]> => {
      const ofReplicas = ['a', 'b'].map((replica) => {
        const rows = ['s1', 's2'].map((shard) => `SELECT * FROM ${shard}${replica}.${table}_local`).join(' UNION ALL ');
        return `SELECT count() FROM (SELECT ${keys} FROM (${rows}) GROUP BY ${keys} HAVING sum(${sum}) = 0)`;
      });
      return (await Promise.all(ofReplicas.map((question) => cluster.engine.sql(question)))).map((n) => n.trim());
    };
    expect(await zeros('event_counts_1m', 'minute, source, category, name', 'events')).toEqual(['0', '0']);
    expect(await zeros('page_views_15m', 'second, page_url, source', 'views')).toEqual(['0', '0']);
    expect(await zeros('refused_events_1m', 'minute, source, verdict', 'events')).toEqual(['0', '0']);
    const addresses = (server: string) =>
      `SELECT count() FROM ${server}.page_views_15m_local WHERE page_url LIKE '%the%first%'`;
    expect(await ofEachServer(addresses)).toEqual(onAll('0'));
    const masked = (server: string) =>
      `SELECT sum(has_lightweight_delete) FROM system.parts WHERE active AND database = '${server}'`;
    expect(await ofEachServer(masked)).toEqual(onAll('0'));
  });

  it(
    '[A4] is not done while a replica that nobody asks has a row, and erases it there',
    async () => {
      const columns = 'user_id, session_id, name, timestamp, received_at';
      await cluster.engine.sql(
        `INSERT INTO s2b.events_local (${columns}) SELECT 'ghost', 's', 'seen', now64(6) - 60, now64(6) - 60`,
      );
      expect((await erase<{ rows: Rows }>(product, 'ghost', '?preview=true')).body.rows.events).toBe(0);
      const { body } = await erase<Erasure>(product, 'ghost');
      expect(await untilDone(body.job_id)).toMatchObject({ left: NOTHING });
      expect(
        await ofEachServer((server) => `SELECT count() FROM ${server}.events_local WHERE user_id = 'ghost'`),
      ).toEqual(onAll('0'));
    },
    PATIENCE_MS,
  );

  it('[A4] says to the cluster what its parser takes, and asks nothing of a replica that another may answer otherwise', async () => {
    const deletions = cluster.statements.filter((statement) =>
      /^\s*(DELETE|ALTER TABLE \S+ ON CLUSTER '\S+' APPLY)/.test(statement),
    );
    expect(deletions.length).toBeGreaterThan(8);
    for (const statement of deletions) {
      expect(statement).toMatch(/^\s*(DELETE FROM|ALTER TABLE) default\.\w+_local ON CLUSTER '\{cluster\}' /);
      expect(statement).not.toMatch(/\bSELECT\b/);
      const given = statement.replaceAll(/\{(\w+):/g, '{$1:');
      const ast = await cluster.engine.sql(`EXPLAIN AST ${given}`, {
        param_user: 'u',
        param_quoted: '"u"',
        param_sources: "['a']",
      });
      expect(ast).toMatch(/^(Delete|Alter)/);
    }
  });
});
