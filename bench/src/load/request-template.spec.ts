import { describe, expect, it } from '@jest/globals';
import { RequestTemplate, lastSecond } from './request-template.js';
import { randomFrom } from './random.js';
import { trafficEvent } from './traffic.js';

interface Sent {
  event_id: string;
  timestamp: string;
  name: string;
}

const events = (count: number) => Array.from({ length: count }, (_, i) => trafficEvent(randomFrom(i), 100));
const bodyOf = (template: RequestTemplate): unknown => {
  const [head = '', body = ''] = template.bytes.toString().split('\r\n\r\n');
  expect(/content-length: (\d+)/.exec(head)?.[1]).toBe(String(Buffer.byteLength(body)));
  return JSON.parse(body);
};

describe('request template', () => {
  it('gives each event of each sending an id of its own and the present second', () => {
    const template = new RequestTemplate(events(1000), 'client', 'bench');
    const seen = new Set<string>();
    for (let sending = 0, counter = 0; sending < 5; sending++) {
      counter = template.renew(counter, lastSecond(Date.UTC(2026, 2, 1, 12, 0, sending)));
      const sent = bodyOf(template) as Sent[];
      const second = new Date(Date.UTC(2026, 2, 1, 11, 59, 59 + sending)).toISOString().slice(0, 19);
      expect(new Set(sent.map(({ timestamp }) => timestamp.slice(0, 19)))).toEqual(new Set([second]));
      expect(sent.filter(({ timestamp }) => Number.isNaN(Date.parse(timestamp)))).toEqual([]);
      for (const { event_id } of sent) seen.add(event_id);
    }
    expect(seen.size).toBe(5000);
    expect([...seen].filter((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toEqual([]);
  });

  it('sends one event as an object, and leaves ids to the server where asked', () => {
    const template = new RequestTemplate(events(1), 'server', 'bench');
    expect(template.renew(7, lastSecond(Date.UTC(2026, 0, 1)))).toBe(7);
    expect(Object.keys(bodyOf(template) as object)).toEqual([
      'user_id',
      'session_id',
      'category',
      'name',
      'page_url',
      'data',
    ]);
  });
});
