import { ApiError } from './api-error.js';

/** Values of a query string; empty and undefined ones are left out, since to the API an empty filter is a wrong one. */
export type Params = Record<string, string | number | undefined>;

const TIMEOUT_MS = 20_000;

export interface SendOptions {
  /** Default 20,000. */
  timeoutMs?: number;
  /** How the answer's text is read; default JSON.parse. */
  parse?: (text: string) => unknown;
}

/** `path` with the parameters that are set. */
export function withParams(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function request(
  path: string,
  init: RequestInit,
  signal?: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: both, credentials: 'same-origin' });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw ApiError.unreachable(cause);
  }
  if (!response.ok) throw await ApiError.of(response);
  return response;
}

/** Reads JSON. Throws `ApiError`; passes an abort through. */
export async function getJson<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  const response = await request(withParams(path, params), { headers: { accept: 'application/json' } }, signal);
  return (await response.json()) as T;
}

/** Reads text, such as the Prometheus metrics. */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await request(path, {}, signal)).text();
}

/** Sends JSON and reads JSON; an empty answer gives undefined. Throws `ApiError`. */
export async function sendJson<T>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  { timeoutMs, parse = JSON.parse }: SendOptions = {},
): Promise<T> {
  const init: RequestInit = { method, headers: { accept: 'application/json' } };
  if (body !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const text = await (await request(path, init, undefined, timeoutMs)).text();
  return (text ? parse(text) : undefined) as T;
}
