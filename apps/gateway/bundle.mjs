// Makes one bundle of the gateway and its actors, with most of the packages that they load: reading a thousand small modules
// took two seconds of processor at every start. Runs after the TypeScript was compiled. What stays outside starts threads
// by a path of its own (piscina, pino), or is a file that is served (redoc).
import path from 'node:path';
import { build } from 'rolldown';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const to = path.join(here, 'dist/bundle');
const OUTSIDE = ['piscina', 'pino', 'redoc'];

/** Our modules find files beside themselves: in the bundle they still mean the places where they were compiled to. */
const places = {
  name: 'places',
  transform(code, id) {
    if (!code.includes('import.meta.') || id.includes('node_modules')) return null;
    const file = path.relative(to, id).replaceAll('\\', '/');
    return code
      .replaceAll('import.meta.url', `new URL(${JSON.stringify(file)}, import.meta.url).href`)
      .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${path.dirname(file)}`)})`);
  },
};

/** Nest's mapped types look for the validator where Node would: the bundle must not have a second one with rules of its own. */
const mappedTypes = {
  name: 'mapped-types',
  transform: (code, id) =>
    id.includes('@nestjs/mapped-types/dist/type-helpers.utils')
      ? replaced(code, 'const require = createRequire(import.meta.url);', '')
      : null,
};

/** The threads run the bundled actor; in the compiled files it is a neighbour of the module that names it. */
const actorFile = {
  name: 'actor-file',
  transform: (code, id) =>
    id === path.join(root, 'apps/worker/dist/index.js')
      ? replaced(code, './main.js', '../../gateway/dist/bundle/actor.js')
      : null,
};

function replaced(code, words, others) {
  if (!code.includes(words))
    throw new Error(`There is no "${words}" any more: bundle.mjs does not fit to what it bundles.`);
  return code.replace(words, others);
}

await build({
  input: { main: path.join(here, 'dist/main.js'), actor: path.join(root, 'apps/worker/dist/main.js') },
  platform: 'node',
  external: (id) => OUTSIDE.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [actorFile, mappedTypes, places],
  output: { dir: to, cleanDir: true, format: 'esm', sourcemap: true, keepNames: true },
  logLevel: 'warn',
});
