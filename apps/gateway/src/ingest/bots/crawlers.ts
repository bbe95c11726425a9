import { list } from 'isbot';

/**
 * Senders that are no crawlers, although lists of bots name them: HTTP libraries, command-line tools and headless browsers
 * are how servers, scripts and tests legitimately send events. Every pattern that matches one of them is left out.
 */
const LEGITIMATE_SENDERS = [
  'curl/8.5.0',
  'Wget/1.21.4',
  'HTTPie/3.2.2',
  'node',
  'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
  'undici',
  'Deno/1.40.0',
  'Bun/1.0.25',
  'axios/1.6.7',
  'got (https://github.com/sindresorhus/got)',
  'node-superagent/8.1.2',
  'python-requests/2.31.0',
  'Python-urllib/3.12',
  'python-httpx/0.26.0',
  'Python/3.12 aiohttp/3.9.3',
  'Go-http-client/2.0',
  'go-resty/2.11.0 (https://github.com/go-resty/resty)',
  'okhttp/4.12.0',
  'Java/17.0.9',
  'Java-http-client/17.0.9',
  'Apache-HttpClient/5.3 (Java/17.0.9)',
  'Dart/3.2 (dart:io)',
  'Ruby',
  'Faraday v2.9.0',
  'rest-client/2.1.0 (linux x86_64) ruby/3.3.0p0',
  'GuzzleHttp/7',
  'PHP/8.3.0',
  'libwww-perl/6.72',
  'reqwest/0.11.23',
  'hyper/1.1.0',
  'PostmanRuntime/7.36.1',
  'insomnia/8.6.0',
  'k6/0.49.0 (https://k6.io/)',
  'Apache-JMeter/5.6.3',
  'autocannon',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.6099.28 Safari/537.36',
  'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Playwright/1.41',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Puppeteer',
  'Mozilla/5.0 Cypress/13.6.3 Electron/118.0.5993.159',
];

const namesLegitimate = (pattern: string): boolean => {
  const regex = new RegExp(pattern, 'i');
  return LEGITIMATE_SENDERS.some((agent) => regex.test(agent));
};

const CRAWLER = new RegExp(list.filter((pattern) => !namesLegitimate(pattern)).join('|'), 'i');

/** Agents that were judged already; there are few of them, and a look-up is far cheaper than 200 patterns. */
const judged = new Map<string, boolean>();
const MAX_JUDGED = 1_000;

/** Whether a User-Agent names a crawler (Googlebot, bingbot, GPTBot, ...); libraries, tools and headless browsers do not. */
export function isCrawler(userAgent: string): boolean {
  const known = judged.get(userAgent);
  if (known !== undefined) return known;
  if (judged.size >= MAX_JUDGED) judged.clear();
  const verdict = userAgent !== '' && CRAWLER.test(userAgent.slice(0, 512));
  judged.set(userAgent, verdict);
  return verdict;
}
