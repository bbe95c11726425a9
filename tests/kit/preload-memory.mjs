// Loaded before anything else: the machine has as many bytes of memory as ARGUS_TEST_MEMORY says, as on a small server.
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

const bytes = Number(process.env.ARGUS_TEST_MEMORY);
if (bytes > 0) {
  os.totalmem = () => bytes;
  process.constrainedMemory = () => bytes;
  syncBuiltinESMExports();
}
