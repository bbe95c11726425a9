import { Inject, Injectable } from '@nestjs/common';
import type { IngestAnswer } from '@argus/contract';
import { ItemBody } from '../ingest/body/parsed-body.js';
import { IngestService } from '../ingest/ingest.service.js';
import type { Sender } from '../ingest/ingest-request.type.js';
import { ProblemError } from '../problem/problem-error.js';
import { rangeOf } from '../query/parameters/range.parameters.js';
import { Reader } from '../query/reader.service.js';
import { SettingsStore } from '../sources/settings-store.js';
import { CLOCK, type Clock } from '../storage/tokens.js';
import { type RefusedEvent, groupByEvent, toReplay } from './refused-event.js';
import type { ReplayAnswer, ReplayRequest } from './replay.dto.js';
import { portionsOf } from './portions.js';
import {
  type ErrorFilter,
  type RefusedRequest,
  errorsOfRequests,
  refusedRequests,
  storedEvents,
} from './replay.questions.js';

const DEFAULT_LIMIT = 1_000;
/** Events that are read back at once: a request can hold 10 MiB, and each of its events is kept once for each error. */
const PORTION_BYTES = 16 * 1024 * 1024;
const PORTION_REQUESTS = 200;

interface Sending {
  refused: RefusedEvent;
  event: Record<string, unknown>;
}

function filterOf({ error_ids: errorIds, filter }: ReplayRequest): ErrorFilter {
  if (errorIds !== undefined) return { errorIds };
  const { source: sources, code, field, from, to } = filter ?? {};
  return { ...rangeOf(from, to), sources, code, field };
}

/** Sends refused events through the pipeline again: after the plan was mended, or to take bots back. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly reader: Reader,
    private readonly ingest: IngestService,
    private readonly settings: SettingsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What became of them. Each event is taken once, however often it is replayed. Throws ProblemError (503). */
  async replay(request: ReplayRequest): Promise<ReplayAnswer> {
    const limit = request.limit ?? DEFAULT_LIMIT;
    const answer: ReplayAnswer = { events: 0, accepted: 0, duplicates: 0, rejected: 0, incomplete: 0, event_ids: [] };
    const requests = await this.reader.ask(refusedRequests(filterOf(request), limit));
    for (const portion of portionsOf(requests, PORTION_BYTES, PORTION_REQUESTS)) {
      const refused = (await this.#eventsOf(portion)).slice(0, limit - answer.events);
      const sendings = refused.flatMap((one) => {
        const event = toReplay(one);
        return event ? [{ refused: one, event }] : [];
      });
      answer.events += refused.length;
      answer.incomplete += refused.length - sendings.length;
      for (const group of await this.#withoutStored(sendings, answer)) await this.#send(group, request, answer);
      if (answer.events >= limit) break;
    }
    return answer;
  }

  /** The events that are meant, in the order in which they arrived. */
  async #eventsOf(portion: readonly RefusedRequest[]): Promise<RefusedEvent[]> {
    const wanted = new Set(portion.flatMap(({ error_ids: ids }) => ids));
    const times = portion.map(({ received_us: us }) => Number(us));
    const events = groupByEvent(await this.reader.ask(errorsOfRequests(times)));
    return events.filter(({ errorIds }) => [...errorIds].some((id) => wanted.has(id)));
  }

  /** What is left to send, by source and by whether bots are taken back: those go past the bot rules. */
  async #withoutStored(sendings: Sending[], answer: ReplayAnswer): Promise<Sending[][]> {
    if (sendings.length === 0) return [];
    const ids = sendings.map(({ event }) => String(event['event_id'])).filter((id) => /^[0-9a-f-]{36}$/i.test(id));
    const stored = await this.reader.ask(storedEvents(ids));
    const known = new Set(stored.map(({ event_id: id, source }) => `${source} ${id}`));
    const groups = new Map<string, Sending[]>();
    for (const sending of sendings) {
      const { source, codes } = sending.refused;
      if (known.has(`${source} ${String(sending.event['event_id']).toLowerCase()}`)) {
        answer.duplicates++;
        continue;
      }
      const key = `${source} ${codes.has('bot')}`;
      groups.set(key, [...(groups.get(key) ?? []), sending]);
    }
    return [...groups.values()];
  }

  #senderOf({ source, codes }: RefusedEvent): Sender {
    const settings = this.settings.of(source);
    const isPardoned = codes.has('bot');
    return {
      source,
      settings: isPardoned ? { ...settings, refuse_bursts: false, refuse_crawlers: false } : settings,
      userAgent: '',
      idempotencyKey: undefined,
    };
  }

  async #send(group: Sending[], { dry_run: isDry = false }: ReplayRequest, answer: ReplayAnswer): Promise<void> {
    const [first] = group;
    if (!first) return;
    const body = new ItemBody(group.map(({ event }) => event));
    const sender = this.#senderOf(first.refused);
    try {
      const text = isDry
        ? this.ingest.rehearse(sender, body, this.clock())
        : await this.ingest.ingest(sender, body, this.clock());
      const { accepted, duplicates, rejected, event_ids: ids } = JSON.parse(text) as IngestAnswer;
      answer.accepted += accepted;
      answer.duplicates += duplicates;
      answer.rejected += rejected;
      answer.event_ids.push(...ids.filter((id) => id !== null));
    } catch (error) {
      // All of them are still wrong.
      if (!(error instanceof ProblemError) || error.status !== 400) throw error;
      answer.rejected += group.length;
    }
  }
}
