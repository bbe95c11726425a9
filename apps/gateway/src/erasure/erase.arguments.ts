import { parseArgs } from 'node:util';

export const HELP = `Erases a person from raw events, refused events and aggregates, and shows the proof.

  npm run erase -- --user ada              shows what would be erased, and asks
  npm run erase -- --user ada --preview    only shows it
  npm run erase -- --user ada --yes        does not ask

  --source NAME   only what this source sent; may be repeated (default: every source)
  --url URL       where the gateway listens (default: from HOST and PORT)
  --key KEY       an admin key, where keys are configured
  --help          this text

What is acknowledged before the command is erased; what arrives meanwhile may stay, so stop sending first. The job goes on
when this command is stopped, and also after a restart of the gateway; GET /admin/erasures shows it. Backups and ClickHouse's
replicas elsewhere are not reached. Ends with 0 when nothing is left.`;

export interface EraseArguments {
  help: boolean;
  user: string;
  sources: string[];
  preview: boolean;
  yes: boolean;
  url: string | undefined;
  key: string | undefined;
}

/** Throws TypeError that says what is missing. Pure. */
export function parseEraseArguments(given: readonly string[]): EraseArguments {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...given],
    options: {
      user: text,
      source: { type: 'string', multiple: true },
      preview: flag,
      yes: flag,
      url: text,
      key: text,
      help: flag,
    },
  });
  const { help, user = '', source: sources = [], preview, yes, url, key } = values;
  if (!help && user === '') throw new TypeError('Say who: npm run erase -- --user ID');
  return { help, user, sources, preview, yes, url, key };
}

/** The route for a person. Pure. */
export function eraseRoute({ user, sources }: Pick<EraseArguments, 'user' | 'sources'>, preview: boolean): string {
  const query = new URLSearchParams();
  for (const source of sources) query.append('source', source);
  if (preview) query.append('preview', 'true');
  return `/users/${encodeURIComponent(user)}${query.size > 0 ? `?${query}` : ''}`;
}
