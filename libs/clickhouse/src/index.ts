export { ClickHouseError } from '@clickhouse/client';
export { type ClickHouseClient, type ClickHouseOptions, createClickHouse } from './client.js';
export { type Cluster, clusterOf, databaseOf, localTable, ofEveryServer } from './cluster/cluster.js';
export { type ErrorKind, errorCodeOf, errorKind, errorName } from './error-codes.js';
export { type RowsInsert, type RowsInserted, insertRows, insertStatement } from './insert-rows.js';
export { type AppliedMigration, type Migration, migrate, pendingMigrations } from './migrate.js';
export { readMigrations } from './migration-files.js';
export { activeSessionsOfUser, usersByActiveSessions } from './queries/active-sessions.js';
export { activeUsers } from './queries/active-users.js';
export { eventCounts } from './queries/event-counts.js';
export type { EventFilter } from './queries/event-filter.js';
export { type ErrorPosition, type StoredErrorRow, errorById, findErrors } from './queries/find-errors.js';
export { type EventPosition, eventById, findEvents } from './queries/find-events.js';
export type { Sources, TimeRange } from './queries/fragments.js';
export { splitByMinute } from './queries/minute-split.js';
export { type GatewaySettingRow, gatewaySettings, putGatewaySettings } from './queries/gateway-settings.js';
export { hourlyStatistics } from './queries/hourly-statistics.js';
export { knownSources, newestStored, refusedSince } from './queries/pipeline-facts.js';
export { type AskOptions, type Question, ask } from './queries/question.js';
export { sessionSummary } from './queries/session.js';
export { type StoredEventRow, isoOf, toEventRow } from './queries/stored-event.js';
export { topPages } from './queries/top-pages.js';
export { activesOfKind } from './queries/timeseries/actives-of-kind.js';
export {
  type ActivesPerBucketRow,
  type BucketParts,
  type CellPart,
  activesPerBucket,
} from './queries/timeseries/actives-per-bucket.js';
export { activesPerHour, activesPerMinute } from './queries/timeseries/actives-per-cell.js';
export type { CellKind, CellRange, FingerprintCells } from './queries/timeseries/fingerprints.js';
export { type BucketFactRow, type BucketRule, bucketFacts } from './queries/timeseries/events-per-bucket.js';
export {
  HOLD_POLL_MS,
  type HoldDelivery,
  LOOK_LIFE_MS,
  holdDelivery,
  isDeliveryHeld,
} from './maintenance/delivery-hold.js';
export { engineFolder, freezeTables, rawRows } from './maintenance/freeze.js';
export { type RebuildOptions, rebuild } from './maintenance/rebuild.js';
export { type Difference, type VerifyOptions, verify } from './maintenance/verify.js';
export { AnswerTooLargeError, READER, askFreely, createReader } from './free-sql.js';
export { type AppliedRetention, applyRetention } from './retention/apply-retention.js';
export type { RetentionDays } from './retention/kept-since.js';
export {
  type DiskSpace,
  type DropStep,
  type StorageReport,
  type TableSize,
  storageReport,
} from './retention/storage-report.js';
export { erasePerson, readyToErase, syncPersonalTables } from './erasure/erase.js';
export { PERSONAL_TABLES, type Person, type PersonalTable } from './erasure/person.js';
export { rebuildTables, removeFromDisk } from './erasure/remove-from-disk.js';
export { type Traces, tracesLeft, tracesOf } from './erasure/traces.js';
