import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveRedoc } from './docs/redoc.page.js';
import { createDocument } from './docs/openapi.document.js';
import { serveSwagger } from './docs/swagger.page.js';
import { unknownParametersHook } from './docs/unknown-parameters.hook.js';

/** Serves the OpenAPI document at `/openapi.json`, Swagger UI at `/swagger` and ReDoc at `/redoc`, all from this machine. */
export async function serveDocs(app: NestFastifyApplication): Promise<void> {
  const document = createDocument(app);
  const text = JSON.stringify(document);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', unknownParametersHook(document));
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json').send(text));
  serveSwagger(app, document);
  await serveRedoc(fastify);
}
