import { expect, it } from '@jest/globals';
import { firstEvent, WAYS } from './first-event.js';

it('[E1] every way to send a first event names this gateway, and a key only where one is needed', () => {
  for (const { value } of WAYS) {
    const [open, locked] = [false, true].map((needsKey) => firstEvent(value, 'http://argus.example:3000', needsKey));
    expect(open).toContain('http://argus.example:3000');
    expect(open).not.toContain('YOUR_INGEST_KEY');
    expect(locked).toContain('YOUR_INGEST_KEY');
  }
});

it('[E1] the event of the terminal is JSON', () => {
  const [, event = ''] = /-d '(.*)'/.exec(firstEvent('curl', 'http://x', false)) ?? [];
  expect(JSON.parse(event)).toMatchObject({ event_type: 'page_view', user_id: 'ada' });
});
