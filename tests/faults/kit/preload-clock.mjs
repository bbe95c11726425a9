// Loaded into a gateway under test before anything else: its clock is off by as many milliseconds as a file says.
import { readFileSync } from 'node:fs';

const file = process.env.ARGUS_TEST_CLOCK_FILE;
const RealDate = Date;
const realNow = Date.now;
let offsetMs = 0;

function read() {
  try {
    offsetMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    offsetMs = 0;
  }
}

if (file && process.argv[1]?.includes('apps/gateway')) {
  read();
  setInterval(read, 50).unref();
  const now = () => realNow() + offsetMs;
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length === 0 ? [now()] : parts));
    }

    static now() {
      return now();
    }
  };
}
