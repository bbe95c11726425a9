import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { serveRedoc } from './docs/redoc.page.js';
import { serveSwagger } from './docs/swagger.page.js';
import { unknownParametersHook } from './docs/unknown-parameters.hook.js';

/** Where the document is kept; `npm run openapi` writes it, and a test compares it with the code. */
export const DOCUMENT_FILE = path.resolve(import.meta.dirname, '../openapi.json');

/** The document as it is committed: asking the code for it costs half a second of every start. */
export const readDocument = (): OpenAPIObject => JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8')) as OpenAPIObject;

/** Serves the OpenAPI document at `/openapi.json`, Swagger UI at `/swagger` and ReDoc at `/redoc`, all from this machine. */
export async function serveDocs(app: NestFastifyApplication, document: OpenAPIObject): Promise<void> {
  const text = JSON.stringify(document);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', unknownParametersHook(document));
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json').send(text));
  serveSwagger(app, document);
  await serveRedoc(fastify);
}
