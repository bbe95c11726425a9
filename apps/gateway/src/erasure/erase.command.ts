import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Destination, callGateway, explainFailure } from '../command/call-gateway.js';
import { type EraseArguments, HELP, eraseRoute, parseEraseArguments } from './erase.arguments.js';
import type { ErasureAnswer, ErasurePreviewAnswer, PersonRowsAnswer } from './erasure.answer.js';

const POLL_MS = 300;

const rowsText = (rows: PersonRowsAnswer | null): string =>
  Object.entries(rows ?? {})
    .map(([table, n]) => `  ${table.padEnd(16)} ${Number(n).toLocaleString('en-US')}`)
    .join('\n');

function previewText({
  user_id,
  sources,
  rows,
  first_event_at,
  last_event_at,
  queued_rows,
}: ErasurePreviewAnswer): string {
  const span = first_event_at ? `, events from ${first_event_at} to ${last_event_at}` : '';
  const queued =
    queued_rows > 0 ? `\n${queued_rows} queued rows (of anybody) are not counted; they are delivered first.` : '';
  return `Of "${user_id}"${sources ? ` in ${sources.join(', ')}` : ''} there are${span}:\n${rowsText(rows)}${queued}`;
}

async function isConfirmed({ yes }: EraseArguments): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new Error('Nobody can be asked here. Give --yes to erase, --preview to look.');
  const terminal = createInterface(process.stdin, process.stdout);
  const answer = await terminal.question('This cannot be undone. Type "erase" to go on: ');
  terminal.close();
  return answer.trim() === 'erase';
}

async function untilDone(to: Destination, jobId: string): Promise<ErasureAnswer> {
  let said = '';
  for (;;) {
    const job = await callGateway<ErasureAnswer>(to, 'GET', `/admin/erasures/${jobId}`);
    if (job.state === 'done') return job;
    const line = `${job.state}${job.detail ? `: ${job.detail}` : ''}`;
    if (line !== said) console.log(line);
    said = line;
    await sleep(POLL_MS);
  }
}

async function main(given: EraseArguments): Promise<void> {
  const to = { url: given.url, key: given.key };
  console.log(previewText(await callGateway<ErasurePreviewAnswer>(to, 'DELETE', eraseRoute(given, true))));
  if (given.preview) return;
  if (!(await isConfirmed(given))) return console.log('Nothing was erased.');
  const job = await callGateway<ErasureAnswer>(to, 'DELETE', eraseRoute(given, false));
  console.log(`Job ${job.job_id}`);
  const { finished_at, user_id_sha256, left } = await untilDone(to, job.job_id);
  console.log(`Done at ${finished_at}. Left of the user with SHA-256 ${user_id_sha256}:\n${rowsText(left)}`);
}

try {
  const given = parseEraseArguments(process.argv.slice(2));
  if (given.help) console.log(HELP);
  else await main(given);
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
