import type { Client, ClientEvent, Notice, Verdict } from '../types.js';
import { OVERLAY_CSS } from './overlay.css.js';

const MOST_ROWS = 50;

/** Shows every event of a client on the page, with what the gateway said of it; answers how to take it away again. */
export function showDebug(client: Client): () => void {
  const host = document.createElement('argus-debug');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(OVERLAY_CSS);
  root.adoptedStyleSheets = [sheet];

  const section = element('section');
  section.setAttribute('aria-label', 'Argus events');
  const header = element('header', 'Argus');
  const status = element('output', 'no events yet');
  const close = element('button', 'Close');
  const list = element('ol');
  header.append(status, close);
  section.append(header, list);
  root.append(section);
  document.body.append(host);

  const rows = new Map<string, HTMLElement>();
  const show = (event: ClientEvent, outcome: string, detail: string) => {
    const row = rows.get(event.event_id) ?? element('li');
    row.replaceChildren(element('span', event.name), element('b', outcome, outcome), element('small', detail));
    if (!rows.has(event.event_id)) list.prepend(row);
    rows.set(event.event_id, row);
    const [oldest] = rows.keys();
    if (rows.size > MOST_ROWS && oldest !== undefined) {
      rows.get(oldest)?.remove();
      rows.delete(oldest);
    }
  };

  const unwatch = client.watch((notice: Notice) => {
    if (notice.kind === 'queued') show(notice.event, 'queued', summary(notice.event));
    if (notice.kind === 'verdict') show(notice.verdict.event, notice.verdict.outcome, explain(notice.verdict));
    status.textContent = notice.kind === 'waiting' ? waitingText(notice) : `${client.pending} waiting`;
  });
  const remove = () => {
    unwatch();
    host.remove();
  };
  close.addEventListener('click', remove);
  return remove;
}

function element(tag: string, text = '', className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function summary({ page_url: page, data }: ClientEvent): string {
  return [page, data && JSON.stringify(data)].filter(Boolean).join(' ');
}

function explain({ event, errors }: Verdict): string {
  return errors.map(({ field, code, message }) => `${field} ${code}: ${message}`).join('; ') || summary(event);
}

function waitingText({ status, retryInMs }: Notice & { kind: 'waiting' }): string {
  return `${status === 0 ? 'gateway not reached' : `HTTP ${status}`}, again in ${Math.ceil(retryInMs / 1_000)} s`;
}
