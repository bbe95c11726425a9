import { refusals } from '../exception/refusals.js';
import type { ChdbConnection } from '../native/chdb.connection.js';

interface NamedSession {
  connection: ChdbConnection;
  isLocked: boolean;
  expiry: NodeJS.Timeout | undefined;
}

/** What a request says of its session: ClickHouse's `session_id`, `session_timeout` and `session_check`. */
export interface SessionRequest {
  id: string;
  timeoutMs: number;
  mustExist: boolean;
}

/** Sessions that outlive a request, with their settings and temporary tables, until nobody asked for so long. */
export class NamedSessions {
  readonly #sessions = new Map<string, NamedSession>();

  constructor(private readonly open: () => ChdbConnection) {}

  /** Takes the session for one request; throws 373 while another one has it, 372 when it must exist and does not. */
  lock(request: SessionRequest): ChdbConnection {
    const known = this.#sessions.get(request.id);
    if (known?.isLocked) throw refusals.sessionLocked(request.id);
    if (!known && request.mustExist) throw refusals.sessionNotFound(request.id);
    const session = known ?? { connection: this.open(), isLocked: true, expiry: undefined };
    session.isLocked = true;
    clearTimeout(session.expiry);
    this.#sessions.set(request.id, session);
    return session.connection;
  }

  /** Ends the request's hold; the session lives on for its time-out. */
  unlock(request: SessionRequest): void {
    const session = this.#sessions.get(request.id);
    if (!session) return;
    session.isLocked = false;
    session.expiry = setTimeout(() => this.#drop(request.id), request.timeoutMs);
    session.expiry.unref();
  }

  close(): void {
    for (const id of this.#sessions.keys()) this.#drop(id);
  }

  #drop(id: string): void {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    clearTimeout(session?.expiry);
    session?.connection.close();
  }
}
