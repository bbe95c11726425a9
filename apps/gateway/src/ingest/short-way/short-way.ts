import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { Lifecycle } from '../../health/lifecycle.js';
import { RequestLog } from '../../health/request-log.js';
import { brokenRequestStatus } from '../../problem/broken-request.js';
import { PROBLEM_TYPE, writeProblem } from '../../problem/problem.filter.js';
import { Access } from '../../sources/access.js';
import { isLoopback } from '../../sources/address.js';
import { foreignPage } from '../../sources/foreign-page.js';
import { SettingsStore } from '../../sources/settings-store.js';
import { CLOCK, CONFIG, type Clock, LOGGER } from '../../storage/tokens.js';
import { BodyRoom } from '../body/body-room.js';
import { type BodyForm, parseBody } from '../body/parse-body.js';
import type { ParsedBody } from '../body/parsed-body.js';
import type { Sender } from '../ingest-request.type.js';
import { IngestService } from '../ingest.service.js';
import { readSender } from '../sender.js';
import type { BudgetState } from '../throttle/event-budget.storage.js';
import { type Budget, Budgets } from '../throttle/budgets.js';
import { EventsThrottlerGuard, rateLimitHeaders } from '../throttle/events-throttler.guard.js';
import { clientAddressBehind } from './client-address.js';
import { Exchange } from './exchange.js';
import { ordinaryForm } from './ordinary-request.js';

const ROUTE = '/events';
/** What is counted where nobody was left to answer; the number that proxies use. */
const CLIENT_LEFT = 499;

/** What is known of a connection from its last request: mostly the next one is from the same sender. */
interface Connection {
  /** A `Host` that was found to be this machine. */
  host: string | undefined;
  sender: Sender | undefined;
  /** The client's: behind a proxy they take turns on one connection. */
  address: string;
  /** Of that sender at that address. */
  budgets: readonly Budget[];
  /** Of the last request, where it was refused here and went the long way. */
  refusal: ServerResponse | undefined;
}

/**
 * The way of an ordinary `POST /events`: the same parts in the same order as on the long way of Fastify's hooks and Nest's
 * guard and controller, which cost as much as judging and storing an event. Everything that is not ordinary goes the long
 * way, refusals before the body among it, so that there is one place where they are worded; tests send the same requests
 * along both and compare the answers.
 */
@Injectable()
export class ShortWay {
  readonly #isOpen: boolean;
  readonly #addressOf: (request: IncomingMessage) => string;
  readonly #connections = new WeakMap<Socket, Connection>();

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly lifecycle: Lifecycle,
    private readonly log: RequestLog,
    private readonly access: Access,
    private readonly settings: SettingsStore,
    private readonly budgets: Budgets,
    private readonly guard: EventsThrottlerGuard,
    private readonly room: BodyRoom,
    private readonly service: IngestService,
  ) {
    this.#isOpen = !isLoopback(config.host);
    this.#addressOf = clientAddressBehind(config.trustProxy);
  }

  /** Takes a request if it is an ordinary one; false: it was not touched. `nextId`: makes ids of requests. */
  takes(request: IncomingMessage, response: ServerResponse, nextId: () => string): boolean {
    const form = ordinaryForm(request);
    if (form === undefined || this.lifecycle.isStopping) return false;
    const connection = this.#connectionOf(request.socket);
    // Whoever goes on sending what is refused is judged once, and there.
    const isRefused = connection.refusal !== undefined && connection.refusal.statusCode >= 400;
    const exchange = isRefused ? undefined : this.#admit(connection, request, response, nextId);
    connection.refusal = exchange === undefined ? response : undefined;
    if (exchange === undefined) return false;
    exchange.read(
      (bytes) => this.#judge(exchange, bytes, form),
      () => this.#note(exchange, brokenRequestStatus(request.socket) ?? CLIENT_LEFT),
    );
    return true;
  }

  /** Undefined for whom the long way refuses. */
  #admit(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    nextId: () => string,
  ): Exchange | undefined {
    const { headers } = request;
    try {
      if (!this.access.needsKeys && !this.#isFromHere(connection, headers.host)) return undefined;
      const sender = readSender({ headers, caller: this.access.admitTo('POST', ROUTE, headers) }, this.settings);
      const address = this.#addressOf(request);
      const budgets = this.#budgetsOf(connection, sender, address);
      if (this.budgets.spent(budgets)) return undefined;
      const held = this.room.hold(Number(headers['content-length']));
      if (held === undefined) return undefined;
      return new Exchange(nextId(), request, response, sender, budgets, address, held);
    } catch {
      return undefined;
    }
  }

  #connectionOf(socket: Socket): Connection {
    let connection = this.#connections.get(socket);
    if (connection === undefined) {
      connection = { host: undefined, sender: undefined, address: '', budgets: [], refusal: undefined };
      this.#connections.set(socket, connection);
    }
    return connection;
  }

  #isFromHere(connection: Connection, host: string | undefined): boolean {
    if (host !== undefined && connection.host === host) return true;
    if (foreignPage({ host, origin: undefined, isOpen: this.#isOpen }) !== undefined) return false;
    connection.host = host;
    return true;
  }

  #budgetsOf(connection: Connection, sender: Sender, address: string): readonly Budget[] {
    const { sender: last, address: lastAddress } = connection;
    if (last?.source !== sender.source || last.settings !== sender.settings || lastAddress !== address) {
      connection.budgets = this.budgets.of(sender, address);
      connection.sender = sender;
      connection.address = address;
    }
    return connection.budgets;
  }

  #judge(exchange: Exchange, bytes: Buffer, form: BodyForm): void {
    try {
      const body = parseBody(bytes, form);
      const { sender, budgets } = exchange;
      const admitted = this.guard.admit(sender.source, budgets, { events: body.count, bytes: body.bytes });
      if (!(admitted instanceof Promise)) this.#ingest(exchange, body, admitted);
      else {
        admitted.then(
          (state) => this.#ingest(exchange, body, state),
          (error: unknown) => this.#refuse(exchange, error),
        );
      }
    } catch (error) {
      this.#refuse(exchange, error);
    }
  }

  #ingest(exchange: Exchange, body: ParsedBody, state: BudgetState | undefined): void {
    for (const [name, value] of rateLimitHeaders(state)) exchange.headers.push(name, value);
    this.service.ingest(exchange.sender, body, this.clock()).then(
      (text) => this.#answer(exchange, 202, 'application/json', text),
      (error: unknown) => this.#refuse(exchange, error),
    );
  }

  #refuse(exchange: Exchange, error: unknown): void {
    const { status, headers, text } = writeProblem(error, { id: exchange.id, method: 'POST', url: ROUTE }, this.logger);
    for (const [name, value] of Object.entries(headers)) exchange.headers.push(name, value);
    this.#answer(exchange, status, PROBLEM_TYPE, text);
  }

  #answer(exchange: Exchange, status: number, type: string, text: string): void {
    exchange.answer(status, type, text);
    this.#note(exchange, status);
  }

  /** Ends what is known of a request: it was answered, or cannot be any more. */
  #note({ id, ms, remote, held }: Exchange, status: number): void {
    held.release();
    this.log.add({ id, method: 'POST', url: ROUTE, route: ROUTE, status, ms, remote });
  }
}
