import { describe, expect, it } from '@jest/globals';
import { DIALECTS, write, type Dialect } from './dialect.js';

const page = {
  host: 'https://shop.example.com',
  path: '/cart',
  url: 'https://shop.example.com/cart',
  title: 'Cart',
  elements: [],
};
const stamp = { eventId: 'id', userId: 'ada', sessionId: 's1', timestampUs: 1_746_090_927_243_860 };
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('dialects', () => {
  it('[B2] writes {timestamp, user_id, event_type, page_url, session_id}', () => {
    expect(json(write('flat', { kind: 'view', page }, stamp))).toEqual({
      event_id: 'id',
      timestamp: '2025-05-01T09:15:27.243860Z',
      user_id: 'ada',
      event_type: 'page_view',
      page_url: 'https://shop.example.com/cart',
      session_id: 's1',
    });
  });

  it('[B2] writes {session_id, category, name, data, timestamp}', () => {
    const form = { first_name: 'Ada', last_name: 'Lovelace' };
    expect(json(write('categorised', { kind: 'submit', page, form }, { ...stamp, userId: undefined }))).toEqual({
      event_id: 'id',
      session_id: 's1',
      category: 'form interaction',
      name: 'submit',
      data: { host: 'https://shop.example.com', path: '/cart', form },
      timestamp: '2025-05-01 09:15:27.243860',
    });
  });

  it('[B2] writes {user_id, event_type, payload}, and leaves the time to the gateway where there is none', () => {
    const place = { latitude: 52.5, longitude: 13.4, accuracy: 20 };
    const bare = { ...stamp, sessionId: undefined, timestampUs: undefined };
    expect(json(write('typed', { kind: 'location', page, place }, bare))).toEqual({
      event_id: 'id',
      user_id: 'ada',
      event_type: 'location',
      payload: place,
    });
    expect(write('typed', { kind: 'view', page }, stamp)).toMatchObject({
      payload: { url: 'https://shop.example.com/cart', title: 'Cart' },
      timestamp: 1_746_090_927_243,
    });
  });

  it('[B2] [C3] writes one address for a page in every dialect, so that it is one of the top pages once', () => {
    const addressOf = (dialect: Dialect) => {
      const { page_url, payload, data } = write(dialect, { kind: 'view', page }, stamp) as {
        page_url?: string;
        payload?: { url: string };
        data?: { host: string; path: string };
      };
      return page_url ?? payload?.url ?? (data && data.host + data.path);
    };
    expect(DIALECTS.map(addressOf)).toEqual(DIALECTS.map(() => page.url));
  });
});
