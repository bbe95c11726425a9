export { type ClickHouseClient, type ClickHouseOptions, createClickHouse } from './client.js';
export { type ErrorKind, errorCodeOf, errorKind, errorName } from './error-codes.js';
export { type RowsInsert, type RowsInserted, insertRows, insertStatement } from './insert-rows.js';
export { type Migration, migrate } from './migrate.js';
