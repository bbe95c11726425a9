// Loaded into a gateway under test before anything else: notes how much of each file the disk has confirmed, so that a
// test can afterwards take away all the rest, as a power cut does. With ARGUS_TEST_DISK_LIES the disk says "done" and has
// written nothing; with ARGUS_TEST_DISK_DEAF the gateway does not hear that the disk is full.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { open } from 'node:fs/promises';

const log = process.env.ARGUS_TEST_DISK_LOG;
const lies = process.env.ARGUS_TEST_DISK_LIES === '1';

const note = (ino, size) => {
  if (!lies) fs.appendFileSync(log, `${ino} ${size}\n`);
};

function watchCallbacks(name) {
  const real = fs[name];
  fs[name] = (fd, done) => {
    const { ino, size } = fs.fstatSync(fd);
    real(fd, (error) => {
      if (!error) note(ino, size);
      done(error);
    });
  };
}

async function watchHandles() {
  const handle = await open(log, 'a');
  const { prototype } = handle.constructor;
  await handle.close();
  for (const name of ['sync', 'datasync']) {
    const real = prototype[name];
    prototype[name] = async function synced() {
      const { ino, size } = fs.fstatSync(this.fd);
      await real.call(this);
      note(ino, size);
    };
  }
}

function goDeaf() {
  const real = fs.writev;
  fs.writev = (fd, buffers, position, done) => {
    const asked = buffers.reduce((sum, { length }) => sum + length, 0);
    real(fd, buffers, position, (error, written) =>
      error && error.code !== 'ENOSPC' ? done(error) : done(null, error || written < asked ? asked : written),
    );
  };
  fs.promises.statfs = async () => ({ bavail: 1_000_000, bsize: 4_096 });
}

if (log && process.argv[1]?.includes('apps/gateway')) {
  watchCallbacks('fdatasync');
  watchCallbacks('fsync');
  if (process.env.ARGUS_TEST_DISK_DEAF === '1') goDeaf();
  syncBuiltinESMExports();
  await watchHandles();
}
