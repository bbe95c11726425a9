import { getJson, sendJson } from './http.js';

/** Whether keys are in use. */
export const fetchAccess = (signal?: AbortSignal) => getJson<{ needs_key: boolean }>('/session', {}, signal);

/** Trades a key for a session: the browser keeps an HttpOnly cookie, and no script ever sees the key again. */
export const signIn = (key: string) => sendJson<void>('POST', '/session', { key });

export const signOut = () => sendJson<void>('DELETE', '/session');
