/** Where things are, for the person who typed `npm start`. */
export interface Places {
  gateway: string;
  clickhouse: string;
  isEmbedded: boolean;
  dataDir: string;
  seconds: number;
}

/** The text that tells that the service is ready and where everything is. */
export function banner({ gateway, clickhouse, isEmbedded, dataDir, seconds }: Places): string {
  return [
    '',
    `  Argus is ready (after ${seconds.toFixed(1)} s).`,
    '',
    `    Dashboard    ${gateway}/`,
    `    API docs     ${gateway}/swagger`,
    `    ClickHouse   ${clickhouse}/${isEmbedded ? '  (embedded)' : ''}`,
    `    Data         ${dataDir}`,
    '',
    '    Send events  npm run generate -- --rate 100',
    `    Ask          curl '${clickhouse}/?query=SELECT+count()+FROM+events'`,
    '    Stop         Ctrl-C',
    '',
  ].join('\n');
}
