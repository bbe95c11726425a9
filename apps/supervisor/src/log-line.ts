const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: '', 40: 'WARNING', 50: 'ERROR', 60: 'FATAL' };
const KNOWN = new Set([
  'level',
  'time',
  'service',
  'msg',
  'err',
  'request_id',
  'method',
  'url',
  'status',
  'ms',
  'remote',
]);

type Line = Record<string, unknown>;

function headline(line: Line): string {
  if (typeof line['msg'] === 'string') return line['msg'];
  if (typeof line['method'] === 'string')
    return `${line['method']} ${line['url']} ${line['status'] ?? ''} ${line['ms'] ?? '?'} ms`;
  return '';
}

function extras(line: Line): string {
  return Object.entries(line)
    .filter(([key]) => !KNOWN.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}

/**
 * A structured log line for a person at a terminal; text that is no such line comes back as it is. Machines (a pipe, a
 * service manager, a container) get the JSON itself. Pure.
 */
export function forPerson(text: string): string {
  if (!text.startsWith('{')) return text;
  let line: Line;
  try {
    line = JSON.parse(text) as Line;
  } catch {
    return text;
  }
  const time = String(line['time'] ?? '').slice(11, 19);
  const level = LEVELS[Number(line['level'])] ?? '';
  const error = line['err'] as { stack?: string; message?: string } | undefined;
  const parts = [`  ${time}`, String(line['service'] ?? '').padEnd(7), level, headline(line), extras(line)];
  const said = parts.filter((part) => part !== '').join('  ');
  return error ? `${said}\n${error.stack ?? error.message ?? ''}` : said;
}
