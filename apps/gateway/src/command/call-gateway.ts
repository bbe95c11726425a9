import { loadGatewayConfig } from '@argus/config';

/** Where a command reaches the gateway, and with which key. */
export interface Destination {
  /** Default: from HOST and PORT. */
  url: string | undefined;
  /** Needed where keys are in use. */
  key: string | undefined;
}

/** Where a gateway that listens on every address is reached from its own machine. */
const ownAddress = (host: string): string => (/^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host);

function ownUrl(): string {
  const { host, port } = loadGatewayConfig();
  const address = ownAddress(host);
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Calls a route and answers its JSON; throws Error with the status and the problem's detail. */
export async function callGateway<T>(
  { url, key }: Destination,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${url ?? ownUrl()}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as T;
  const detail =
    typeof answer === 'object' && answer && 'detail' in answer ? String(answer.detail) : response.statusText;
  throw new Error(`${response.status}: ${detail}`);
}

/** What went wrong, for the person who typed the command. */
export function explainFailure(error: unknown): string {
  const isDown = error instanceof TypeError && error.message === 'fetch failed';
  const reason = error instanceof Error ? error.message : String(error);
  return isDown ? 'The gateway does not answer. Is it running (npm start)?' : reason;
}
