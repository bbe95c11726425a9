// `npm run NAME -- ...`: builds what is out of date, then runs the command in this process.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMMANDS } from './commands.mjs';
import { root } from './root.mjs';
import { orExplain, setUp } from './set-up.mjs';

const [name, ...options] = process.argv.slice(2);
const script = COMMANDS[name];
if (!script) {
  console.error(`There is no command "${name}". There are: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(2);
}
await orExplain(() => setUp({ quiet: true }));
const file = path.join(root, script);
if (!existsSync(file)) {
  console.error(`"${name}" was not built: ${script} is missing. Run "npm run build".`);
  process.exit(1);
}
process.argv = [process.argv[0], file, ...options];
await import(pathToFileURL(file).href);
