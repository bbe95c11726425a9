// `npm start`: sets up what is missing, then runs the whole product. This very process is the supervisor.
import { orExplain, setUp } from './set-up.mjs';

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(`Usage: npm start

Sets up what is missing (dependencies, build), then runs the whole product until Ctrl-C: the gateway with the dashboard, and
the embedded ClickHouse unless CLICKHOUSE_URL names a server. Settings are environment variables; the README lists all:

  HOST, PORT         where the gateway listens          (127.0.0.1, 3000)
  DATA_DIR           everything durable                 (./data)
  CLICKHOUSE_PORT    where the embedded one listens     (8123)
  CLICKHOUSE_URL     a ClickHouse server to use instead (unset)
  THROTTLE_LIMIT, THROTTLE_TTL   events per source in so many seconds (200000, 10; a limit of 0: no limit)
  LOG_LEVEL          fatal, error, warn, info, debug, trace or silent (info)`);
  process.exit(0);
}
await orExplain(() => setUp());
const { main } = await import('../apps/supervisor/dist/main.js');
await main();
