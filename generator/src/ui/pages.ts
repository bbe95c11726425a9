import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The built pages, from `dist/ui/` where this file is compiled to. */
const ROOT = import.meta.dirname;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/** What the pages are told about the gateway; written into the `meta` elements of their HTML. */
export interface PageSettings {
  gateway: string;
  key: string;
  source: string;
}

export interface Page {
  type: string;
  body: Buffer | string;
}

/** The page or asset at a URL path; undefined where there is none. */
export async function readPage(urlPath: string, settings: PageSettings): Promise<Page | undefined> {
  const name = urlPath.endsWith('/') ? `${urlPath}index.html` : urlPath;
  const type = TYPES[path.extname(name)];
  // Names of ours are plain: anything else cannot lead out of the folder.
  if (!type || !/^\/(generator|demo)\/[\w.-]+$/.test(name) || name.includes('..')) return undefined;
  try {
    const body = await readFile(path.join(ROOT, name));
    return { type, body: name.endsWith('.html') ? withSettings(body.toString(), settings) : body };
  } catch {
    return undefined;
  }
}

/** Fills the `content` of `<meta name="argus-...">`. */
export function withSettings(html: string, settings: PageSettings): string {
  return html.replaceAll(/<meta name="argus-(gateway|key|source)" content=""/g, (_, name: keyof PageSettings) => {
    return `<meta name="argus-${name}" content="${escapeAttribute(settings[name])}"`;
  });
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
