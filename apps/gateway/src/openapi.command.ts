import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadGatewayConfig } from '@argus/config';
import { createLogger } from '@argus/telemetry';
import { createDocument } from './docs/openapi.document.js';
import { DOCUMENT_FILE } from './openapi.js';
import { createServer } from './server.js';

/** What the committed file says must not matter here: it may be what has to be mended. */
const NOTHING = { openapi: '3.0.0', info: { title: 'Argus', version: '' }, paths: {} };

const HELP = `Writes the OpenAPI document of the gateway to apps/gateway/openapi.json.

  npm run openapi
  npm run openapi -- --check    fails where the committed document is not what the code says`;

/** Builds the gateway on an empty folder, without listening, and asks it what it offers. */
async function generate(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'argus-openapi-'));
  try {
    const config = { ...loadGatewayConfig({}), dataDir };
    const app = await createServer(config, createLogger('openapi', 'silent'), NOTHING);
    const document = createDocument(app);
    await app.close();
    return `${JSON.stringify(document, null, 2)}\n`;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(HELP);
} else {
  const document = await generate();
  if (!values.check) {
    await writeFile(DOCUMENT_FILE, document);
    console.log(`written: ${path.relative(process.cwd(), DOCUMENT_FILE)}`);
  } else if (document !== (await readFile(DOCUMENT_FILE, 'utf8').catch(() => ''))) {
    console.error('apps/gateway/openapi.json is not what the code says. Run: npm run openapi');
    process.exitCode = 1;
  }
}
