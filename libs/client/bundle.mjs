// Makes what applications take from here besides the modules: types, and the builds for a script tag.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';
import { isolatedDeclarationSync } from 'rolldown/experimental';

const here = import.meta.dirname;
/** What a page may be asked to load for analytics; the promise of the README. */
const MOST_BYTES = 4_096;

const BUILDS = [
  { input: 'src/script.ts', file: 'dist/browser/argus.js', format: 'iife' },
  { input: 'src/index.ts', file: 'dist/browser/argus.mjs', format: 'esm' },
  { input: 'src/debug/script.ts', file: 'dist/browser/argus-debug.js', format: 'iife' },
];

async function declare() {
  const files = await readdir(path.join(here, 'src'), { recursive: true });
  for (const name of files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
    const { code, errors } = isolatedDeclarationSync(name, await readFile(path.join(here, 'src', name), 'utf8'));
    if (errors.length > 0) throw new Error(`${name}: ${errors.map((error) => error.message).join('; ')}`);
    const target = path.join(here, 'dist', name.replace(/\.ts$/, '.d.ts'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, code);
  }
}

await declare();
for (const { input, file, format } of BUILDS) {
  const output = { file: path.join(here, file), format, minify: true };
  await build({ input: path.join(here, input), output, logLevel: 'warn' });
}
const size = gzipSync(await readFile(path.join(here, 'dist/browser/argus.js'))).length;
if (size > MOST_BYTES)
  throw new Error(`argus.js is ${size} bytes gzipped, more than the ${MOST_BYTES} that are promised`);
