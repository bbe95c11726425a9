import { LIMITS } from '@argus/contract';
import type { TrackingPlan } from '@argus/tracking-plan';
import { type Arrival, TEXT } from '../arrival.js';
import type { SpanBody } from '../body/parsed-body.js';
import type { IngestRequest } from '../ingest-request.type.js';
import { SPAN, SPANS } from '../scan/spans.js';
import { timestampOf } from '../scan/timestamp.bytes.js';
import { readUuidText } from '../scan/uuid.bytes.js';
import { certainlyObeys } from './data-rules.js';
import type { EventType, EventTypes } from './event-types.js';
import { isRegistered } from './judge-event.js';

/** What scanned events are judged by, the same for all requests. */
export interface ScannedRules {
  plan: { current: TrackingPlan };
  types: EventTypes;
  /** Microseconds that a timestamp may be ahead. */
  skewUs: number;
  /** Where what is kept begins, in microseconds since the epoch. */
  oldestUs: (nowUs: number) => number;
}

/** Whether a text that is there has 1 to `most` bytes: as many characters at most. One that is not there passes. */
const isTextUpTo = (start: number, end: number, most: number): boolean =>
  start === 0 || (end > start && end - start <= most);

function takeTexts({ spans, text, view }: SpanBody, base: number, arrival: Arrival): boolean {
  const { at } = arrival;
  const user = spans[base + SPAN.userId] as number;
  const userEnd = spans[base + SPAN.userId + 1] as number;
  const session = spans[base + SPAN.sessionId] as number;
  const sessionEnd = spans[base + SPAN.sessionId + 1] as number;
  const category = spans[base + SPAN.category] as number;
  const categoryEnd = spans[base + SPAN.category + 1] as number;
  const name = spans[base + SPAN.name] as number;
  const nameEnd = spans[base + SPAN.name + 1] as number;
  if ((user === 0 && session === 0) || name === 0) return false;
  if (!isTextUpTo(user, userEnd, LIMITS.userIdChars)) return false;
  if (!isTextUpTo(session, sessionEnd, LIMITS.sessionIdChars)) return false;
  if (!isTextUpTo(name, nameEnd, LIMITS.nameChars) || categoryEnd - category > LIMITS.categoryChars) return false;
  arrival.text = text;
  arrival.view = view;
  at[TEXT.userId] = user;
  at[TEXT.userId + 1] = userEnd;
  at[TEXT.sessionId] = session;
  at[TEXT.sessionId + 1] = sessionEnd;
  at[TEXT.category] = category;
  at[TEXT.category + 1] = categoryEnd;
  at[TEXT.name] = name;
  at[TEXT.name + 1] = nameEnd;
  at[TEXT.data] = spans[base + SPAN.data] as number;
  at[TEXT.data + 1] = spans[base + SPAN.data + 1] as number;
  return (at[TEXT.data + 1] as number) - (at[TEXT.data] as number) <= LIMITS.dataBytes;
}

/** The page as event/page-url.ts finds it; brings together what does not lie in the body as it is stored. */
function takePage({ spans }: SpanBody, base: number, arrival: Arrival): boolean {
  let page: number = SPAN.pageUrl;
  const isThere = (field: number) => (spans[base + field + 1] as number) > (spans[base + field] as number);
  if (!isThere(page)) page = isThere(SPAN.url) ? SPAN.url : SPAN.host;
  const start = spans[base + page] as number;
  const end = spans[base + page + 1] as number;
  const hasPath = page === SPAN.host && end > start && isThere(SPAN.path);
  const path = hasPath ? (spans[base + SPAN.path] as number) : 0;
  const pathEnd = hasPath ? (spans[base + SPAN.path + 1] as number) : 0;
  if (end - start + (pathEnd - path) > LIMITS.pageUrlChars) return false;
  arrival.at[TEXT.pageUrl] = start;
  arrival.at[TEXT.pageUrl + 1] = end;
  const hasNoData = arrival.at[TEXT.data] === 0;
  if (hasPath || hasNoData || spans[base + SPAN.isSpaced] === 1) arrival.gather(path, pathEnd);
  return true;
}

function takeIdAndTime({ spans, text }: SpanBody, base: number, arrival: Arrival, nowUs: number, rules: ScannedRules) {
  const id = spans[base + SPAN.eventId] as number;
  if (id !== 0) {
    if (!readUuidText(text, id, spans[base + SPAN.eventId + 1] as number, arrival.id)) return false;
    arrival.hasId = true;
  }
  const time = spans[base + SPAN.timestamp] as number;
  arrival.hasOwnTimestamp = time !== 0;
  const us = time === 0 ? nowUs : timestampOf(text, time, spans[base + SPAN.timestamp + 1] as number);
  arrival.timestampUs = us;
  return us <= nowUs + rules.skewUs && us >= rules.oldestUs(nowUs);
}

/** Whether the payload certainly obeys the plan. */
function obeysPlan({ at, text }: Arrival, { entry, rules }: EventType): boolean {
  if (entry === undefined) return true;
  const hasPage = (at[TEXT.pageUrl + 1] as number) > (at[TEXT.pageUrl] as number);
  if (entry.entry.page_url_required_as !== undefined && !hasPage) return false;
  const start = at[TEXT.data] as number;
  const end = at[TEXT.data + 1] as number;
  return certainlyObeys(text, start, end, rules) || entry.accepts(JSON.parse(text.toString('utf8', start, end)));
}

/**
 * Judges an event that was scanned, by the same rules as `judgeEvent`, and takes it if it passes. False says nothing about
 * it: it is parsed and judged again then, which finds all that is wrong with it.
 */
export function judgeScanned(
  arrival: Arrival,
  body: SpanBody,
  rules: ScannedRules,
  { sender, receivedAtUs }: IngestRequest,
): boolean {
  const base = arrival.index * SPANS;
  const isTaken =
    takeTexts(body, base, arrival) &&
    takeIdAndTime(body, base, arrival, receivedAtUs, rules) &&
    takePage(body, base, arrival);
  if (!isTaken) return false;
  const { at, text } = arrival;
  const type = rules.types.find(
    rules.plan.current,
    text,
    at[TEXT.category] as number,
    at[TEXT.category + 1] as number,
    at[TEXT.name] as number,
    at[TEXT.name + 1] as number,
  );
  const { tracking_plan: mode, strict, allowed_types: allowed } = sender.settings;
  if (strict && !isRegistered(type.category, type.name, rules.plan.current, allowed)) return false;
  if (mode !== 'observe' && !obeysPlan(arrival, type)) return false;
  arrival.isView = type.isView;
  arrival.hasEvent = true;
  return true;
}
