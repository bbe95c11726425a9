export { createClient } from './client.js';
export type {
  Client,
  ClientEvent,
  ClientFieldError,
  ClientOptions,
  EventOptions,
  KeyValueStore,
  Notice,
  Verdict,
} from './types.js';
