import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from '../problem/problem.dto.js';
import { addCommonAnswers } from './common-answers.js';

const DESCRIPTION = `Real-time analytics for user events.

* **Send** events with \`POST /events\`: they are on disk before the answer, and in ClickHouse within a second.
* **Read** exact numbers of rolling windows, counts, time series, sessions and single events.
* **Find** what was refused with \`GET /errors\`, every wrong field with the event as it was received.

Out of the box, on loopback, no key is needed. With keys send \`Authorization: Bearer KEY\`, \`Authorization: Token KEY\` or
\`X-Api-Key: KEY\`. Every route is also served under \`/api\`. Errors are RFC 9457 problem details.`;

const TAGS: [name: string, description: string][] = [
  ['ingestion', 'Sending events'],
  ['analytics', 'Numbers, from materialized views'],
  ['events', 'Looking up single events and sessions'],
  ['errors', 'What was refused, and the way back'],
  ['query', 'Free SQL, read-only'],
  ['tracking plan', 'The payload rules of each event type'],
  ['sources', 'What is set for each application'],
  ['operations', 'Health, metrics, outcomes, consumption control'],
];

const LINES = [
  '{"user_id":"user-42","name":"view","page_url":"/"}',
  '{"user_id":"user-42","name":"click","data":{"element_id":"buy"}}',
];

/**
 * Nest writes "an answer of this class, or null" as `nullable` beside `allOf`, which OpenAPI takes for "must be of the class
 * all the same": null is an alternative of its own.
 */
function splitNullables(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    for (const property of Object.values('properties' in schema ? (schema.properties ?? {}) : {})) {
      if (!('nullable' in property) || !property.allOf) continue;
      property.anyOf = [...property.allOf, { type: 'object', nullable: true, enum: [null] }];
      delete property.allOf;
      delete property.nullable;
      delete property.type;
    }
  }
  return document;
}

/** NDJSON is a text to OpenAPI, which cannot describe its lines; decorators know one content type a body. */
function addLines(document: OpenAPIObject): OpenAPIObject {
  const body = document.paths['/events']?.post?.requestBody;
  if (body && 'content' in body) {
    const description = 'One event a line; a bad line is refused alone, by its index.';
    body.content['application/x-ndjson'] = {
      schema: { type: 'string', description },
      example: `${LINES.join('\n')}\n`,
    };
  }
  return document;
}

/** The OpenAPI document of everything that the controllers declare. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Argus')
    .setDescription(DESCRIPTION)
    .setVersion('0.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A key made by `npm run keys -- create`.' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'api-key')
    .addSecurityRequirements({})
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api-key');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const options = {
    operationIdFactory: (controller: string, method: string) => `${controller.replace(/Controller$/, '')}_${method}`,
    extraModels: [ProblemDto],
  };
  const document = SwaggerModule.createDocument(app, builder.build(), options);
  return addCommonAnswers(addLines(splitNullables(document)));
}
