import { getJson, sendJson } from './http.js';

/** What is set for one source; what is absent has its default. */
export interface SourceSettings {
  /** What is done about payloads that break the tracking plan; default `enforce`. */
  tracking_plan?: 'observe' | 'warn' | 'enforce';
  /** Whether event types that are not registered are refused; default false. */
  strict?: boolean;
  allowed_types?: string[];
  refuse_bursts?: boolean;
  refuse_crawlers?: boolean;
  origins?: string[];
  throttle_limit?: number;
}

export async function fetchSourceSettings(signal?: AbortSignal): Promise<Record<string, SourceSettings>> {
  interface Answer {
    sources: { source: string; settings: SourceSettings }[];
  }
  const { sources } = await getJson<Answer>('/sources', {}, signal);
  return Object.fromEntries(sources.map(({ source, settings }) => [source, settings]));
}

/** Replaces all that was set for a source. */
export const putSourceSettings = (source: string, settings: SourceSettings) =>
  sendJson<unknown>('PUT', `/sources/${encodeURIComponent(source)}`, settings);
