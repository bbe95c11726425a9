// The import law of the architecture: which part may know which. A part that is not named in `to` of a rule below is
// free to be used; each rule says what it protects.
const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

export default {
  forbidden: [
    forbid(
      'no-circles',
      'A circle has no order in which to read it.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'contract-is-the-root',
      'The contract imports nothing of ours.',
      { path: '^libs/contract/' },
      { path: '^(apps|libs(?!/contract)|generator|dashboard)/' },
    ),
    forbid(
      'worker-knows-no-gateway',
      'A thread lives without Nest and without the host.',
      { path: '^apps/worker/' },
      { path: '^apps/gateway/|node_modules/(@nestjs|piscina)/' },
    ),
    forbid(
      'libs-know-no-apps',
      'Libraries serve the applications, not the other way round.',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
    forbid(
      'one-piscina',
      'Threads are started in one place.',
      { path: '^(apps|libs|generator)/', pathNot: '^apps/gateway/src/delivery/worker-pool\\.ts$' },
      { path: 'node_modules/piscina/' },
    ),
    forbid(
      'one-clickhouse-client',
      'Every query goes through libs/clickhouse.',
      { path: '^(apps|libs(?!/clickhouse)|generator|dashboard)/' },
      { path: 'node_modules/@clickhouse/client/' },
    ),
    forbid(
      'one-redis-client',
      'The connection to Redis, and what happens while it is away, is in one place.',
      { path: '^(apps|libs|generator|dashboard)/', pathNot: '^apps/gateway/src/redis/' },
      { path: 'node_modules/@redis/client/' },
    ),
    forbid(
      'one-chdb',
      'The embedded engine is loaded in its own process only.',
      { path: '^(?!apps/engine/)' },
      { path: 'node_modules/chdb/' },
    ),
    forbid(
      'query-reads-only',
      'Query endpoints see ClickHouse, neither worker pool nor index.',
      { path: '^apps/gateway/src/query/' },
      { path: '^(apps/gateway/src/ingest|libs/dedup)/' },
    ),
    forbid(
      'ingest-writes-only',
      'Ingestion sees the queue, never ClickHouse: it must work while that is away.',
      { path: '^apps/gateway/src/ingest/' },
      { path: '^(libs/clickhouse|apps/gateway/src/(delivery|query))/' },
    ),
    forbid(
      'delivery-reads-only',
      'Delivery takes from the queue; it knows nothing of HTTP ingestion.',
      { path: '^apps/gateway/src/delivery/' },
      { path: '^apps/gateway/src/(ingest|query)/' },
    ),
    forbid(
      'people-see-types-only',
      'Dashboard and generator know the contract and no server code.',
      { path: '^(dashboard|generator)/' },
      { path: '^(apps|libs(?!/(contract|client)))/' },
    ),
    forbid(
      'no-orphans-from-tests',
      'Product code never imports tests.',
      { path: '^(apps|libs|generator|dashboard)/' },
      { path: '^tests/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['argus-source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.vue'],
    },
  },
};
