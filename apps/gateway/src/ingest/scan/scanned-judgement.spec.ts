import 'reflect-metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AcceptedEvent, type AppendFrame } from '@argus/contract';
import { decodeFrame } from '@argus/codec';
import { createRegistry } from '@argus/telemetry';
import { BUILT_IN_FOLDER, type TrackingPlan, loadPlan } from '@argus/tracking-plan';
import { DEFAULT_SETTINGS, type SourceSettings } from '../../sources/source-settings.type.js';
import { answerOf } from '../answer.js';
import { type BodyForm, parseBody, parseWhole } from '../body/parse-body.js';
import type { ParsedBody } from '../body/parsed-body.js';
import { BurstCounter } from '../bots/burst-counter.js';
import { DryClaims } from '../dry-claims.js';
import { payloadChecksum } from '../event/payload-checksum.js';
import { createPipeline } from '../pipeline.js';
import { ProblemError } from '../../problem/problem-error.js';
import { StepTimer } from '../step-timer.js';

const NOW_US = 1_717_243_200_000_000;
let plan: TrackingPlan;

beforeAll(async () => {
  ({ plan } = await loadPlan([BUILT_IN_FOLDER]));
});

const problemOf = (error: unknown): object => {
  if (!(error instanceof ProblemError)) throw error;
  return { status: error.status, detail: error.detail, errors: error.extras.errors };
};

/** Ids that the server makes, in the same order for both ways. */
function counted(): () => string {
  let made = 0;
  return () => `018f2f6e-7c4b-7a10-8d5e-${String(made++).padStart(12, '0')}`;
}

/** All that can be seen of a body: the frame, what is told, and the checksums that tell payloads apart. */
function outcomeOf(
  parse: (bytes: Buffer, form: BodyForm) => ParsedBody,
  text: string | Buffer,
  form: BodyForm,
  settings: SourceSettings,
) {
  const checksums: number[] = [];
  class Claims extends DryClaims {
    override claim(source: string, id: string | Uint8Array, checksum: number) {
      checksums.push(checksum);
      return super.claim(source, id, checksum);
    }
  }
  try {
    const times = { skewUs: 300_000_000, oldestUs: () => 0 };
    const parts = { plan: { current: plan }, bursts: new BurstCounter(1_000, 1), nextId: counted(), ...times };
    const body = parse(Buffer.from(text as string), form);
    const judge = createPipeline(parts, new StepTimer(createRegistry()));
    const judgement = judge({
      sender: { source: 's', settings, userAgent: 'curl/8', idempotencyKey: undefined },
      body,
      receivedAtUs: NOW_US,
      claims: new Claims({ peek: () => 'new' }),
      views: [],
    });
    const frame: AppendFrame = decodeFrame(judgement.frame);
    return { bytes: judgement.frame.toString('hex'), frame, checksums, told: told(judgement) };
  } catch (error) {
    return problemOf(error);
  }
}

function told(judgement: Parameters<typeof answerOf>[0]): unknown {
  try {
    return answerOf(judgement);
  } catch (error) {
    return problemOf(error);
  }
}

function expectSame(text: string | Buffer, form: BodyForm = 'json', settings = DEFAULT_SETTINGS): void {
  expect(outcomeOf(parseBody, text, form, settings)).toEqual(outcomeOf(parseWhole, text, form, settings));
}

/** White space as it may stand between two tokens. */
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n  ');
const character = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', '7', ' ', '/', '-', 'é', '€', '😀', '\u2028', '\u007f') },
  fc.constantFrom('\\"', '\\\\', '\\/', '\\n', '\\t', '\\b', '\\u0041', '\\u00e9', '\\u2028', '\\uD83D\\uDE00'),
  fc.constantFrom('\\u0000', '\\uD800', '\\uDC00x', '\\x', '\u0001', '\t', '\\'),
);
const text = fc.array(character, { maxLength: 6 }).map((characters) => `"${characters.join('')}"`);
const number = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom('0', '-0', '0.0', '1.0', '1.50', '01', '1e5', '1E+2', '1e400', '-1e-400', '0.000001', '0.0000001'),
  fc.constantFrom(
    '123456789012345',
    '1234567890123456',
    '0.1234567890123456',
    '9007199254740993',
    '1.',
    '.5',
    '-',
    '+1',
  ),
  fc.constantFrom('0.00000123', '123456.789012345', '-0.5', '-0.0', '1e21', '100000000000000000000'),
);
const anyKey = fc.oneof(
  fc.constantFrom('"url"', '"host"', '"path"', '"element"', '"a"', '"b"', '"__proto__"', '""', '"1"', '"constructor"'),
  text,
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.constantFrom('true', 'false', 'null', 'nul', 'NaN', 'True'),
    fc.tuple(space, fc.array(fc.tuple(tie('value'), space), { maxLength: 3 })).map(([before, parts]) => {
      return `[${before}${parts.map(([part, after]) => `${String(part)}${after}`).join(',')}]`;
    }),
    fc
      .array(fc.tuple(space, anyKey, space, space, tie('value'), space), { maxLength: 4 })
      .map(
        (members) =>
          `{${members.map(([a, name, b, c, part, d]) => `${a}${name}${b}:${c}${String(part)}${d}`).join(',')}}`,
      ),
  ),
}));
const member = fc.tuple(space, anyKey, space, fc.oneof(text, value as fc.Arbitrary<string>), space);
const data = fc
  .array(member, { maxLength: 6 })
  .map((members) => `{${members.map(([a, name, b, part, c]) => `${a}${name}:${b}${part}${c}`).join(',')}}`);

const ids = fc.integer({ min: 0, max: 3 }).map((at) => `"018f2f6e-7c4b-7A10-8d5e-00000000000${at}"`);
const timestamps = `"2024-03-15T14:30:00.000Z"|"2024-02-30T14:30:00.000Z"|"2024-03-15T24:30:00.000Z"|"2024-03-15 14:30"|
"2024-03-15T14:30:00.123456+02:00"|"2030-01-01T00:00:00.000Z"|"1969-12-31T23:59:59.999Z"|"2024-03-15T14:3a:00.000Z"|
"yesterday"|1710513000000|1710513000000.0|1710513000000.5|1.71e12|0|-1|99999999999999|9999999999999999999|null`;
const timestamp = fc.constantFrom(...timestamps.split(/\|\n?/));
const long = (length: number) => `"${'x'.repeat(length)}"`;
const field = fc.oneof(
  fc.tuple(fc.constant('"event_id"'), fc.oneof({ weight: 4, arbitrary: ids }, text)),
  fc.tuple(fc.constant('"timestamp"'), timestamp),
  fc.tuple(
    fc.constantFrom('"user_id"', '"session_id"', '"category"'),
    fc.oneof(text, fc.constantFrom(long(200), long(201), '1', 'null')),
  ),
  fc.tuple(
    fc.constantFrom('"name"', '"event_type"'),
    fc.constantFrom('"click"', '"cta click"', '"submit"', '"location"', '"x"', '""'),
  ),
  fc.tuple(fc.constant('"page_url"'), fc.oneof(text, fc.constantFrom(long(2048), long(2049), '"€"'))),
  fc.tuple(
    fc.constantFrom('"data"', '"payload"'),
    fc.oneof({ weight: 6, arbitrary: data }, value as fc.Arbitrary<string>),
  ),
  fc.tuple(anyKey, value as fc.Arbitrary<string>),
);
const usual = [
  fc.tuple(fc.constant('"user_id"'), fc.constantFrom('"u"', '"é"', long(200))),
  fc.tuple(
    fc.constantFrom('"name"', '"event_type"'),
    fc.constantFrom('"click"', '"view"', '"page_view"', '"location"', '"x"'),
  ),
] as const;
/** One event as text: mostly one that passes, any spelling of it, sometimes one that is wrong or no JSON. */
const eventText = fc
  .tuple(
    ...usual,
    fc.uniqueArray(field, { maxLength: 5, selector: ([name]) => name }),
    fc.array(field, { maxLength: 1 }),
    space,
  )
  .map(([user, name, fields, more, gap]) => {
    const all = [
      ...fields.filter(([key]) => key !== user[0] && key !== name[0]),
      user,
      name,
      ...(gap === '\t' ? more : []),
    ];
    return `{${all.map(([key, part]) => `${gap}${key}${gap}:${gap}${part}`).join(`${gap},`)}${gap}}`;
  });
const settings = fc.record({
  tracking_plan: fc.constantFrom('enforce' as const, 'warn' as const, 'observe' as const),
  strict: fc.boolean(),
  allowed_types: fc.constantFrom(undefined, new Set(['click', 'view'])),
});

describe('an event that is judged where it lies', () => {
  it('[B2] [B4] [B10] ends as it does when it is parsed, to the last byte of frame, answer and checksum', () => {
    fc.assert(
      fc.property(fc.array(eventText, { minLength: 1, maxLength: 4 }), space, settings, (events, gap, changes) => {
        const sets = { ...DEFAULT_SETTINGS, ...changes };
        expectSame(`${gap}[${gap}${events.join(`${gap},${gap}`)}${gap}]${gap}`, 'json', sets);
        expectSame(`{"events":${gap}[${events.join(',')}]}`, 'json', sets);
        expectSame(`${gap}${events[0]}${gap}`, 'json', sets);
        expectSame(events.map((one) => one.replaceAll('\n', ' ')).join('\n'), 'ndjson', sets);
      }),
      { numRuns: 300 },
    );
  });

  it('[B4] damaged bodies end alike, wherever they are cut or changed', () => {
    fc.assert(
      fc.property(
        fc.array(eventText, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat(255),
        fc.boolean(),
        (events, at, byte, cut) => {
          const whole = Buffer.from(`[${events.join(',')}]`);
          const place = at % whole.length;
          if (cut) return expectSame(whole.subarray(0, place));
          whole[place] = byte;
          expectSame(whole);
          expectSame(whole, 'ndjson');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('[B2] every spelling of a value is stored alike, alone in an ordinary event', () => {
    const values = `0 -0 0.0 1.0 1.50 -1.50 01 -01 1e5 1E+2 1e400 0.1 -0.5 -0.0 0.000001 0.0000001 0.00000012 1. .5 - +1
      123456789012345 1234567890123456 9007199254740993 0.123456789012345 0.1234567890123456 123456.789012345
      123456.7890123456 -123456789012345 true false null nul tru "a" "" "\\/" "\\"" "\\\\" "\\n" "\\u0041" "\\u0000"
      "\\uD800" "\\uD83D\\uDE00" "\u2028" "é" "\\x" [] [1,2] [1,] {} {"a":{}}`.split(/\s+/);
    const keys = '"a" "1" "01" "a1" "" "__proto__" "\\u0061" "a\\n" "url" "host" "path"'.split(' ');
    const wrap = (payload: string) => `{"user_id":"u","name":"x","data":${payload}}`;
    for (const one of values) {
      for (const gap of ['', ' ']) expectSame(wrap(`{"b":1,${gap}"a":${gap}${one}${gap}}`));
      expectSame(wrap(`{"a":[${one},${one}]}`));
      for (const page of ['url', 'host', 'path']) expectSame(wrap(`{"host":"h","path":"p","${page}":${one}}`));
      expectSame(wrap(`{"url":${one}}`));
    }
    for (const one of keys) {
      for (const other of keys) expectSame(wrap(`{${one}:1,${other}:"t"}`));
      expectSame(wrap(`{"z":{"y":1,${one}:2}}`));
    }
  });

  it('[B2] nesting is counted alike, up to the limit and beyond it', () => {
    for (const levels of [1, 15, 16, 17, 40, 64, 986, 987, 988, 989, 990, 991, 996, 997, 998, 999, 1_000, 1_001]) {
      const nested = `{"user_id":"u","name":"x","data":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
      const lists = `{"user_id":"u","name":"x","data":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
      for (const one of [nested, lists]) for (const body of [one, `[${one}]`, `{"events":[${one}]}`]) expectSame(body);
    }
  });

  it('[B2] sizes are measured alike around their limits', () => {
    for (const bytes of [65_535, 65_536, 65_537]) {
      for (const unit of ['x', 'é']) {
        const filling = unit.repeat(Math.floor((bytes - '{"a":""}'.length) / Buffer.byteLength(unit)));
        expectSame(`{"user_id":"u","name":"x","data":{"a":"${filling}"}}`);
        expectSame(`{"user_id":"u","name":"x","data":{ "a" : "${filling}"}}`);
      }
    }
    for (const length of [1_023, 1_024, 1_025, 2_047, 2_048, 2_049]) {
      const part = 'y'.repeat(length);
      expectSame(`{"user_id":"u","name":"x","data":{"host":"${part}","path":"${'z'.repeat(1_024)}"}}`);
      expectSame(`{"user_id":"u","name":"x","data":{"url":"${part}"}}`);
    }
    for (const keys of [63, 64, 65, 200]) {
      const members = Array.from({ length: keys }, (_, at) => `"k${at}":${at}`).join(',');
      for (const more of ['', ',"k1":0']) expectSame(`{"user_id":"u","name":"x","data":{${members}${more}}}`);
    }
  });

  it('[B1] a long list of ordinary events and a few odd ones keeps its order', () => {
    const list = Array.from({ length: 300 }, (_, at) =>
      at % 50 === 7
        ? `{"user_id":"u\\u0041","name":"x","data":{"at":${at}}}`
        : `{"user_id":"u","name":"x","data":{"at":${at}}}`,
    );
    expectSame(`[${list.join(',')}]`);
    const events = (outcomeOf(parseBody, `[${list.join(',')}]`, 'json', DEFAULT_SETTINGS) as { frame: AppendFrame })
      .frame.events;
    expect(events.map((one: AcceptedEvent) => (JSON.parse(one.data) as { at: number }).at)).toEqual(
      list.map((_, at) => at),
    );
  });

  it('[B10] the checksum is the one of the stored event', () => {
    const body = '{"user_id":"é","name":"x","category":"c","data":{ "host" : "h", "path":"/p" , "n":[1, 2.5]}}';
    const { frame, checksums } = outcomeOf(parseBody, body, 'json', DEFAULT_SETTINGS) as {
      frame: AppendFrame;
      checksums: number[];
    };
    expect(checksums).toEqual(frame.events.map(payloadChecksum));
    expect(frame.events[0]).toMatchObject({ pageUrl: 'h/p', data: '{"host":"h","path":"/p","n":[1,2.5]}' });
  });
});
