import type { KeyValueStore } from './types.js';
import { uuid } from './uuid.js';

/** A session ends after half an hour without an event, as is usual. */
const SESSION_MS = 30 * 60_000;
const USER = 'argus.user';
const VISITOR = 'argus.visitor';
const SESSION = 'argus.session';

export interface Identity {
  readonly userId: string | undefined;
  /** The session that an event at `nowMs` belongs to; begins a new one where the last one is over. */
  sessionId(nowMs: number): string;
  identify(userId: string | null): void;
}

/** Who is here, kept in `store`, so that several tabs and visits agree. */
export function createIdentity(store: KeyValueStore, anonymous: boolean, newId: () => string = uuid): Identity {
  return {
    get userId() {
      const known = store.getItem(USER);
      if (known || !anonymous) return known ?? undefined;
      const visitor = store.getItem(VISITOR) ?? `anonymous-${newId()}`;
      store.setItem(VISITOR, visitor);
      return visitor;
    },
    sessionId(nowMs) {
      const [last, id] = (store.getItem(SESSION) ?? '').split(' ');
      // A clock that was set back lies before the last event: by more than a session, it is another session, too.
      const session = id && Math.abs(nowMs - Number(last)) < SESSION_MS ? id : newId();
      store.setItem(SESSION, `${nowMs} ${session}`);
      return session;
    },
    identify(userId) {
      if (userId) store.setItem(USER, userId);
      else store.removeItem(USER);
    },
  };
}
