import { sendJson } from './http.js';

/** Trades a key for a session: the browser keeps an HttpOnly cookie, and no script ever sees the key again. */
export const signIn = (key: string) => sendJson<void>('POST', '/session', { key });

export const signOut = () => sendJson<void>('DELETE', '/session');
