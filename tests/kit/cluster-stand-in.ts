import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { EngineUnderTest } from './engine.js';

const shard = `<shard><internal_replication>true</internal_replication>
  <replica><host>127.0.0.1</host><port>9000</port></replica></shard>`;

/** Clusters of which every server is this engine: `argus` with one shard, `two` with two. No port is opened. */
const CONFIG = `<clickhouse>
  <tcp_port>9000</tcp_port>
  <macros><cluster>argus</cluster><shard>1</shard><replica>a</replica></macros>
  <remote_servers><argus>${shard}</argus><two>${shard}${shard}</two></remote_servers>
</clickhouse>`;

/** What a server without Keeper and without others makes of a statement for the cluster. */
const asAlone = (sql: string): string =>
  sql.startsWith('SYSTEM SYNC REPLICA')
    ? 'SELECT 1'
    : sql
        .replace(/ ON CLUSTER '[^']*'/, '')
        .replace(/Replicated(\w*MergeTree)\('[^']*', '[^']*'(, )?/, '$1(')
        .replace(
          /replicated_deduplication_window = \d+, replicated_deduplication_window_seconds = \d+/,
          'non_replicated_deduplication_window = 1000',
        );

/**
 * The embedded engine as a cluster of one, since there is no engine with Keeper to be had here: it really has Distributed
 * tables over local ones and the cluster's configuration. What only Keeper can do (replication, the queue of ON CLUSTER)
 * is taken out of statements on their way; they are kept as they came, for the parser to judge.
 */
export class ClusterStandIn {
  readonly statements: string[] = [];

  private constructor(
    readonly engine: EngineUnderTest,
    private readonly server: Server,
  ) {}

  static async start(): Promise<ClusterStandIn> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'argus-cluster-'));
    await mkdir(path.join(dataDir, 'conf.d'));
    await writeFile(path.join(dataDir, 'conf.d/cluster.xml'), CONFIG);
    const engine = await EngineUnderTest.start({ dataDir });
    const server = createServer();
    const standIn = new ClusterStandIn(engine, server);
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

  async #pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = this.#body(await buffer(incoming));
    const headers = {
      ...incoming.headers,
      host: `127.0.0.1:${this.engine.port}`,
      'content-length': String(body.length),
    };
    delete (headers as Record<string, unknown>)['transfer-encoding'];
    // It has no port for other servers: a shard that is itself is asked within the process.
    const url = incoming.url?.replace('prefer_localhost_replica=0', 'prefer_localhost_replica=1');
    const options = { port: this.engine.port, host: '127.0.0.1', method: incoming.method, path: url, headers };
    const outgoing = request(options, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    outgoing.on('error', (error) => answer.destroy(error));
    outgoing.end(body);
  }

  #body(body: Buffer): Buffer {
    const head = body.subarray(0, 200).toString();
    if (!/^(CREATE|ALTER|DROP|SYSTEM|TRUNCATE|OPTIMIZE|DELETE)\b/.test(head)) return body;
    const sql = body.toString();
    this.statements.push(sql);
    return Buffer.from(asAlone(sql));
  }
}
