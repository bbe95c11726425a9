import type { SentEvent } from './event.schema.js';

/** The page of an event: as sent, else `data.url`, else `data.host` + `data.path`; empty where none is there. Pure. */
export function pageUrlOf(event: SentEvent, data: Record<string, unknown> | undefined): string {
  if (event.page_url !== undefined && event.page_url !== '') return event.page_url;
  if (data === undefined) return '';
  const { url, host, path } = data;
  if (typeof url === 'string' && url !== '') return url;
  if (typeof host !== 'string' || host === '') return '';
  return typeof path === 'string' ? host + path : host;
}

/** The field that a page URL which was not sent as such came from, for error messages. */
export const pageUrlOrigin = (data: Record<string, unknown> | undefined): string =>
  typeof data?.['url'] === 'string' && data['url'] !== '' ? 'data.url' : 'data.path';
