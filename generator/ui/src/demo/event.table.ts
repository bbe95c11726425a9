import type { ClientEvent, Notice } from '@argus/client';
import { find } from '../shared/find.js';

const rows = new Map<string, HTMLTableRowElement>();

/** Shows an event when it is queued, and its verdict when it comes. */
export function showNotice(notice: Notice): void {
  const status = find('status');
  if (notice.kind === 'queued') show(notice.event, 'waiting', 'on the way');
  else if (notice.kind === 'verdict') {
    const { event, outcome, errors } = notice.verdict;
    show(event, outcome, [outcome, ...errors.map(({ field, message }) => `${field}: ${message}`)].join(' – '));
    status.textContent = `The gateway ${outcome} the ${event.name}.`;
  } else {
    const why = notice.status === 0 ? 'The gateway cannot be reached' : `The gateway answered ${notice.status}`;
    status.textContent = `${why}; ${notice.pending} waiting, again in ${Math.ceil(notice.retryInMs / 1_000)} s.`;
  }
}

function show(event: ClientEvent, outcome: string, verdict: string): void {
  const row = rows.get(event.event_id) ?? document.createElement('tr');
  const time = event.timestamp ? new Date(event.timestamp).toLocaleTimeString() : '';
  const cells = [time, event.name, verdict, JSON.stringify(event.data ?? {})];
  row.replaceChildren(
    ...cells.map((text) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    }),
  );
  row.children[2]?.setAttribute('data-outcome', outcome);
  row.dataset['event'] = event.name;
  if (!rows.has(event.event_id)) find('events').prepend(row);
  rows.set(event.event_id, row);
}
