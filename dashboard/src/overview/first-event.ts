/** Ways to send a first event, as text to paste. */
export const WAYS = [
  { value: 'curl', label: 'Terminal' },
  { value: 'page', label: 'Web page' },
  { value: 'node', label: 'Node' },
  { value: 'generator', label: 'Just try it' },
] as const;
export type Way = (typeof WAYS)[number]['value'];

const EVENT = `{"user_id":"ada","session_id":"s1","event_type":"page_view","page_url":"/hello","payload":{"page_url":"/hello"}}`;

/** The text for one way; `needsKey` where the gateway takes nothing without an ingest key. */
export function firstEvent(way: Way, origin: string, needsKey: boolean): string {
  switch (way) {
    case 'curl': {
      const key = needsKey ? [`  -H 'authorization: Bearer YOUR_INGEST_KEY' \\`] : [];
      return [`curl ${origin}/events \\`, `  -H 'content-type: application/json' \\`, ...key, `  -d '${EVENT}'`].join(
        '\n',
      );
    }
    case 'page':
      return `<script src="${origin}/client/argus.js"${needsKey ? ' data-key="YOUR_INGEST_KEY"' : ''} async></script>`;
    case 'node':
      return [
        `await fetch('${origin}/events', {`,
        `  method: 'POST',`,
        `  headers: { 'content-type': 'application/json'${needsKey ? `, authorization: 'Bearer YOUR_INGEST_KEY'` : ''} },`,
        `  body: JSON.stringify(${EVENT}),`,
        `});`,
      ].join('\n');
    case 'generator':
      return `npm run generate -- --rate 100 --url ${origin}${needsKey ? ' --key YOUR_INGEST_KEY' : ''}`;
  }
}
