import { workerData } from 'node:worker_threads';
import { createClickHouse } from '@argus/clickhouse';
import { harm } from './faults.js';
import { insert } from './insert.js';
import type { Inserted, Prepared, WorkerMessage, WorkerSetup } from './messages.js';
import { preparePoison } from './poison.js';
import { prepare } from './prepare.js';

const { clickhouse, faults } = workerData as WorkerSetup;
const client = createClickHouse({ ...clickhouse, maxConnections: 2 });

/** The mailbox: one message at a time. */
export default function handle(message: WorkerMessage): Promise<Inserted> | Prepared {
  if (faults.length > 0) harm(message, faults);
  switch (message.task) {
    case 'prepare':
      return prepare(message);
    case 'poison':
      return preparePoison(message);
    case 'insert':
      return insert(client, message);
  }
}
