import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, readSource as read, settingNames } from '../kit/index.js';

const readme = read('README.md');

/** The chapters that people look for, in the order in which they need them. */
const CHAPTERS = [
  /^## Start$/m,
  /^```mermaid$/m,
  /^## The API$/m,
  /^## The database, and why it is so$/m,
  /^## Technologies, and why$/m,
  /^## Conclusions from the entities and use cases$/m,
  /^## Assumptions and trade-offs$/m,
  /^## Challenges and solutions$/m,
  /^## Future improvements$/m,
];

describe('the README', () => {
  it('[E6] begins with the set-up and has every chapter', () => {
    const places = CHAPTERS.map((chapter) => readme.search(chapter));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(/^## .*$/m.exec(readme)?.[0]).toBe('## Start');
    expect(readme).toMatch(/^npm start$/m);
  });

  it('[E6] names commands, files and routes that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, file = '']) => file);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    const { paths } = JSON.parse(read('apps/gateway/openapi.json')) as { paths: object };
    const areas = new Set(Object.keys(paths).map((route) => route.split('/')[1] ?? ''));
    const missing = [...areas].filter((area) => area !== 'session' && !readme.includes(`/${area}`));
    expect(missing).toEqual([]);
  });

  it('[E6] lists every setting of the gateway', () => {
    const settings = settingNames();
    expect(settings.length).toBeGreaterThan(15);
    const listed = readme.replaceAll('`_PASSWORD_FILE`', '`CLICKHOUSE_PASSWORD_FILE`');
    expect(settings.filter((name) => !listed.includes(`\`${name}\``))).toEqual([]);
  });
});
