import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { LIMITS } from '@argus/contract';
import { AppModule } from './app.module.js';
import { limitConnections } from './connection-limit.js';
import { endConnections } from './end-connections.js';
import { watchRoutes } from './health/allowed-methods.js';
import { Lifecycle } from './health/lifecycle.js';
import { NestLogger } from './health/nest-logger.js';
import { RequestLog, logRequests } from './health/request-log.js';
import { prepareIngestion } from './ingest/prepare-ingestion.js';
import { ShortWay } from './ingest/short-way/short-way.js';
import { readDocument, serveDocs } from './openapi.js';
import { answerBrokenRequest } from './problem/broken-request.js';
import { ProblemError } from './problem/problem-error.js';
import { ProblemFilter, sendProblem } from './problem/problem.filter.js';
import { serveWeb } from './web/web.module.js';

const MOST_CONNECTIONS = 2_000;

/** `/api/events` is `/events`: people put the gateway behind a proxy of their site in either way. */
const withoutApi = (url: string): string =>
  url.startsWith('/api') && /^\/api(?=[/?]|$)/.test(url) ? url.slice(4) || '/' : url;

/** Ids that sort by arrival and differ between runs of the gateway. */
function requestIds(): () => string {
  const run = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${run}-${(++count).toString(36)}`;
}

function createAdapter(config: GatewayConfig, logger: Logger, nextId: () => string): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: LIMITS.bodyBytes,
    trustProxy: config.trustProxy ?? false,
    rewriteUrl: (request: IncomingMessage) => withoutApi(request.url ?? '/'),
    genReqId: () => nextId(),
    // What fails before a route is found: a path that is no URL, and bytes that are no HTTP.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(error, request, reply, logger),
    clientErrorHandler: answerBrokenRequest,
    // Slow senders: 5 s for the headers, 15 s for the whole request, and no more than so many of them at once.
    requestTimeout: 15_000,
    keepAliveTimeout: 72_000,
    http: {
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      maxHeaderSize: 8 * 1024,
      connectionsCheckingInterval: 1_000,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 4_096, ignoreTrailingSlash: true },
  });
}

/** Builds the whole gateway, ready to listen; `document` is what it says of its API. */
export async function createServer(
  config: GatewayConfig,
  logger: Logger,
  document = readDocument(),
): Promise<NestFastifyApplication> {
  const nextId = requestIds();
  const adapter = createAdapter(config, logger, nextId);
  const fastify = adapter.getInstance();
  let shortWay: ShortWay | undefined;
  takeFirst(fastify.server, (request, response) => shortWay?.takes(request, response, nextId) ?? false);
  const connections = limitConnections(fastify.server, MOST_CONNECTIONS);
  const allowedMethods = watchRoutes(fastify);
  // A route keeps the handler that it finds when it is made. Nest sets handlers of its own in init(), and Fastify takes
  // one of each: ours are set in their place.
  fastify.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, logger));
  adapter.setErrorHandler = () => fastify;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(logger));
  logRequests(fastify, app.get(RequestLog));
  const lifecycle = app.get(Lifecycle);
  lifecycle.onStop(() => endConnections(fastify.server, connections));
  refuseWhileStopping(fastify, lifecycle);
  prepareIngestion(app);
  await serveDocs(app, document);
  await serveWeb(fastify);
  adapter.setNotFoundHandler = () =>
    fastify.setNotFoundHandler((request, reply) => {
      sendProblem(noSuchRoute(request.method, request.url, allowedMethods), request, reply, logger);
    });
  await app.init();
  shortWay = app.get(ShortWay);
  return app;
}

/** Shows each request to `takes` before whoever listens by now, who sees those only that it does not take. */
function takeFirst(server: Server, takes: (request: IncomingMessage, response: ServerResponse) => boolean): void {
  const others = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (takes(request, response)) return;
    for (const other of others) other.call(server, request, response);
  });
}

function noSuchRoute(method: string, url: string, allowedMethods: (path: string) => string[]): ProblemError {
  const [path = url] = url.split('?');
  const allowed = allowedMethods(path);
  // A route that takes the method and still did not answer is one with a wildcard: what it stands for is not there.
  if (allowed.length === 0 || allowed.includes(method)) {
    return new ProblemError(404, 'Not Found', `There is nothing at ${path}. All routes are listed at /swagger.`);
  }
  const detail = `${path} does not take ${method}; it takes ${allowed.join(', ')}.`;
  return new ProblemError(405, 'Method Not Allowed', detail, { headers: { allow: allowed.join(', ') } });
}

/** Once the gateway is told to stop, what is new is sent elsewhere and connections are not kept. */
function refuseWhileStopping(fastify: FastifyInstance, lifecycle: Lifecycle): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!lifecycle.isStopping) return done();
    reply.header('connection', 'close');
    if (request.method !== 'POST') return done();
    const detail = 'The gateway is stopping; send this again in a moment.';
    return done(new ProblemError(503, 'Service Unavailable', detail, { headers: { 'retry-after': '1' } }));
  });
}
