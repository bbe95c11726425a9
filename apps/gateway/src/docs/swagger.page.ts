import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Serves Swagger UI at `/swagger`, with its assets from the package that is installed here. */
export function serveSwagger(app: NestFastifyApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('swagger', app, document, {
    raw: false,
    customSiteTitle: 'Argus API',
    swaggerOptions: {
      displayRequestDuration: true,
      docExpansion: 'list',
      persistAuthorization: false,
      tryItOutEnabled: true,
    },
  });
}
