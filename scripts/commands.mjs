/** What people type after `npm run`, or after the image's name: where each command is once it is built. */
export const COMMANDS = {
  generate: 'generator/dist/main.js',
  keys: 'apps/gateway/dist/sources/keys.command.js',
  sql: 'apps/gateway/dist/query/sql.command.js',
  rebuild: 'apps/gateway/dist/query/rebuild.command.js',
  verify: 'apps/gateway/dist/query/verify.command.js',
  erase: 'apps/gateway/dist/erasure/erase.command.js',
  backup: 'apps/gateway/dist/backup/backup.command.js',
  restore: 'apps/gateway/dist/backup/restore.command.js',
  storage: 'apps/gateway/dist/retention/storage.command.js',
  consumption: 'apps/gateway/dist/consumption/consumption.command.js',
  openapi: 'apps/gateway/dist/openapi.command.js',
  doctor: 'apps/supervisor/dist/doctor/doctor.command.js',
  bench: 'bench/dist/main.js',
};
