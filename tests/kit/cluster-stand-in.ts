import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ReadableStream } from 'node:stream/web';
import { ONE_SHARD } from './one-shard.js';
import { EngineUnderTest } from './engine.js';

/** How one engine plays the servers of a cluster. Every function is about a single statement. */
export interface ClusterLayout {
  /** Of the engine: macros and `remote_servers`. */
  config: string;
  /** Run once, before anything else. */
  setUp: readonly string[];
  /** What the servers make of a statement that is said to all of them. */
  onEveryServer: (sql: string) => string[];
  /** A question, or an insert, as the engine is given it. `shard`: the one that an insert is for; 0: by the sharding key. */
  asked: (sql: string, shard: number) => string;
}

/** A request that is passed on: its settings in the query string, its SQL there or in the body. */
interface Passing {
  query: URLSearchParams;
  body: Buffer;
}

const OF_EVERY_SERVER = /^\s*(CREATE|ALTER|DROP|SYSTEM|TRUNCATE|OPTIMIZE|DELETE)\b/;

/**
 * The embedded engine as a cluster, since there is no engine with Keeper to be had here: it really has Distributed tables
 * over local ones and the cluster's configuration. What only Keeper can do (replication, the queue of ON CLUSTER) is taken
 * out of statements on their way; they are kept as they came, for the parser to judge.
 */
export class ClusterStandIn {
  readonly statements: string[] = [];

  private constructor(
    readonly engine: EngineUnderTest,
    private readonly server: Server,
    private readonly layout: ClusterLayout,
  ) {}

  static async start(layout: ClusterLayout = ONE_SHARD): Promise<ClusterStandIn> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'argus-cluster-'));
    await mkdir(path.join(dataDir, 'conf.d'));
    await writeFile(path.join(dataDir, 'conf.d/cluster.xml'), layout.config);
    const engine = await EngineUnderTest.start({ dataDir });
    for (const statement of layout.setUp) await engine.sql(statement);
    const server = createServer();
    const standIn = new ClusterStandIn(engine, server, layout);
    server.on('request', (incoming: IncomingMessage, answer: ServerResponse) => {
      void standIn.#pass(incoming, answer).catch((error: unknown) => answer.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.engine.remove();
  }

  /** Answers with what the last statement says, or the first one that fails. */
  async #pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', this.engine.url);
    const passing = this.#translated({ query: url.searchParams, body: await buffer(incoming) });
    const { 'content-length': _, 'transfer-encoding': __, host: ___, connection: ____, ...headers } = incoming.headers;
    for (const [index, { query, body }] of passing.entries()) {
      url.search = query.toString();
      const isGet = incoming.method === 'GET' || incoming.method === 'HEAD';
      const response = await fetch(url, {
        method: incoming.method ?? 'POST',
        headers: { ...(headers as Record<string, string>), 'accept-encoding': 'identity' },
        ...(isGet ? {} : { body: new Uint8Array(body) }),
      });
      const isLast = index === passing.length - 1;
      if (response.ok && !isLast) {
        await response.arrayBuffer();
        continue;
      }
      answer.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body) Readable.fromWeb(response.body as ReadableStream).pipe(answer);
      else answer.end();
      return;
    }
  }

  #translated({ query, body }: Passing): Passing[] {
    const settings = new URLSearchParams(query);
    // It has no port for other servers: a shard that is itself is asked within the process.
    if (settings.has('prefer_localhost_replica')) settings.set('prefer_localhost_replica', '1');
    const shard = Number(settings.get('insert_shard_id') ?? 0);
    settings.delete('insert_shard_id');
    const inUrl = settings.get('query');
    if (inUrl !== null) {
      settings.set('query', this.layout.asked(inUrl, shard));
      return [{ query: settings, body }];
    }
    const head = body.subarray(0, 200).toString();
    if (OF_EVERY_SERVER.test(head)) return this.#onEveryServer(settings, body.toString());
    if (!/^\s*(SELECT|WITH|INSERT|EXISTS|SHOW|DESCRIBE)\b/.test(head)) return [{ query: settings, body }];
    return [{ query: settings, body: Buffer.from(this.layout.asked(body.toString(), shard)) }];
  }

  #onEveryServer(settings: URLSearchParams, sql: string): Passing[] {
    this.statements.push(sql);
    return this.layout.onEveryServer(sql).map((statement, index) => {
      const query = new URLSearchParams(settings);
      const id = query.get('query_id');
      if (id !== null) query.set('query_id', `${id}/${index}`);
      return { query, body: Buffer.from(statement) };
    });
  }
}
