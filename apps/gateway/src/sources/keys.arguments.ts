import { parseArgs } from 'node:util';
import { SOURCE_PATTERN } from '@argus/contract';
import { ALL_SOURCES, SCOPES, type Scope } from './scope.type.js';

export const HELP = `Keys of the applications that may send events and read answers.

  npm run keys -- create --source shop --scope ingest
  npm run keys -- create --source '*' --scope read
  npm run keys -- list
  npm run keys -- revoke ID

  --source NAME   the application that the key belongs to, or * for all of them   (default *)
  --scope SCOPE   ingest, read or admin; several with commas                      (required)
  --help          this text

A key is shown once, when it is made; only its SHA-256 is kept, in DATA_DIR. From the first key on every request needs
one. A change counts in a running gateway within a second. ingest cannot read, read cannot write; admin reads and changes
settings. Give DATA_DIR the value that the gateway has.`;

/** What was asked on the command line. */
export type KeysRequest =
  | { command: 'help' }
  | { command: 'list' }
  | { command: 'revoke'; id: string }
  | { command: 'create'; source: string; scopes: Scope[] };

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

function createRequest(source: string, scope: string | undefined): KeysRequest {
  if (source !== ALL_SOURCES && !SOURCE_PATTERN.test(source)) {
    throw new Error(`--source ${source} cannot be used: 1 to 64 characters of A-Z, a-z, 0-9, "_", "." and "-", or *.`);
  }
  const scopes = [...new Set((scope ?? '').split(',').map((one) => one.trim()))];
  if (!scopes.every(isScope)) throw new Error(`--scope must be ${SCOPES.join(', ')}, or several of them with commas.`);
  return { command: 'create', source, scopes };
}

/** Reads the command line; throws Error with what to type instead. Pure. */
export function parseKeysArguments(args: string[]): KeysRequest {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      source: { type: 'string', default: ALL_SOURCES },
      scope: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, id] = positionals;
  if (values.help || command === undefined) return { command: 'help' };
  if (command === 'list') return { command };
  if (command === 'create') return createRequest(values.source, values.scope);
  if (command !== 'revoke') throw new Error(`There is no "${command}" here; there are create, list and revoke.`);
  if (id === undefined)
    throw new Error('Say which key: npm run keys -- revoke ID (npm run keys -- list shows the ids).');
  return { command, id };
}
