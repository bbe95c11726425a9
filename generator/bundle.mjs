// Makes the two pages of the generator: their scripts, and the made-up world that Faker invents here, once, so that no
// browser has to load it. Runs after the TypeScript of `src` was compiled.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'rolldown';
import { inventWorld } from './dist/world/invent.js';

const here = import.meta.dirname;
const from = (...names) => path.join(here, 'ui/src', ...names);
const to = (...names) => path.join(here, 'dist/ui', ...names);

const PAGES = {
  generator: { scripts: { main: 'esm', 'sender.worker': 'esm' }, files: ['index.html', 'generator.css'] },
  // A classic script: module service workers are younger than many browsers that are still in use.
  demo: { scripts: { main: 'esm', 'service-worker': 'iife' }, files: ['index.html', 'demo.css'] },
};

for (const [page, { scripts, files }] of Object.entries(PAGES)) {
  await mkdir(to(page), { recursive: true });
  for (const [name, format] of Object.entries(scripts)) {
    await build({
      input: from(page, `${name}.ts`),
      platform: 'browser',
      resolve: { conditionNames: ['argus-source', 'import', 'default'], extensionAlias: { '.js': ['.ts', '.js'] } },
      output: { file: to(page, `${name}.js`), format, minify: true, sourcemap: true },
      logLevel: 'warn',
    });
  }
  for (const file of files) await copyFile(from(page, file), to(page, file));
  await copyFile(from('shared', 'styles.css'), to(page, 'styles.css'));
}
await writeFile(to('generator', 'world.json'), JSON.stringify(inventWorld(1)));
