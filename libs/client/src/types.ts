/** Where a client keeps what must outlive a page: `localStorage` has this shape. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** How a client is set up. Only `url` is required. */
export interface ClientOptions {
  /** Where the gateway is, such as `https://events.example.com`. */
  url: string;
  /** An ingest key, where the gateway asks for one. Anybody who reads the page can read it: it can only write events. */
  key?: string;
  /** The source that the events belong to, where the gateway works without keys. */
  source?: string;
  /** Milliseconds that an event waits for company; default 1,000. */
  flushMs?: number;
  /** Events per request at most; default 50. */
  batch?: number;
  /** Events that wait at most while the gateway cannot be reached; then the oldest are dropped. Default 1,000. */
  mostQueued?: number;
  /** Sends a page view now and whenever a single-page application changes its address; default false. */
  autoPages?: boolean;
  /** Gives visitors who are not identified a random id, so that they count as users; default true. */
  anonymousId?: boolean;
  /** Where waiting events and ids are kept; default `localStorage` in a browser, memory elsewhere; null: memory. */
  storage?: KeyValueStore | null;
}

/** What can be said of one event besides its name and data. */
export interface EventOptions {
  category?: string;
  /** Default: the address of the page, without the part after `#`. */
  page_url?: string;
  /** When it happened; default now. */
  timestamp?: Date | number;
  /** A UUID under which the event counts once; default a new one. */
  event_id?: string;
}

/** An event as it goes over the wire. */
export interface ClientEvent {
  event_id: string;
  /** ISO 8601; absent where the gateway did not believe the clock of this device and puts its own time. */
  timestamp?: string;
  user_id?: string;
  session_id: string;
  category?: string;
  name: string;
  page_url?: string;
  data?: Record<string, unknown>;
}

/** A wrong field of an event, in the gateway's words. */
export interface ClientFieldError {
  field: string;
  code: string;
  message: string;
}

/** How an event ended. `accepted` includes what the gateway knew already; `dropped` ones never reached it. */
export interface Verdict {
  event: ClientEvent;
  outcome: 'accepted' | 'rejected' | 'dropped';
  errors: ClientFieldError[];
}

/** What happens in a client, for those who watch it. */
export type Notice =
  | { kind: 'queued'; event: ClientEvent }
  | { kind: 'verdict'; verdict: Verdict }
  /** The gateway could not be reached (status 0) or asked to wait. */
  | { kind: 'waiting'; status: number; retryInMs: number; pending: number };

export interface Client {
  /** Queues an event and answers its id. Never throws, never waits. */
  track(name: string, data?: Record<string, unknown>, options?: EventOptions): string;
  /** Queues a view of the page that is shown, or of `data.url`. */
  page(data?: Record<string, unknown>, options?: EventOptions): string;
  /** From now on events are of this user; null: of nobody known. */
  identify(userId: string | null): void;
  /** Sends what waits. True once every event has its verdict; false when it has to be tried again later, which happens by itself. */
  flush(): Promise<boolean>;
  /** Calls `listener` with whatever happens; answers how to stop that. */
  watch(listener: (notice: Notice) => void): () => void;
  /** Events without a verdict. */
  readonly pending: number;
  /** Stops listening to the page, and sends what waits. True when every event has its verdict. */
  close(): Promise<boolean>;
}
