import { describe, expect, it } from '@jest/globals';
import { isCrawler } from './crawlers.js';

describe('isCrawler', () => {
  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0; +https://openai.com/gptbot)',
    'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    'ClaudeBot/1.0; +claudebot@anthropic.com',
    'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
    'CCBot/2.0 (https://commoncrawl.org/faq/)',
  ])('[B11] knows %s', (agent) => {
    expect(isCrawler(agent)).toBe(true);
  });

  it.each([
    '',
    'curl/7.88.1',
    'node',
    'undici',
    'python-requests/2.32.3',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
    'Go-http-client/1.1',
    'axios/1.7.9',
    'okhttp/5.0.0',
    'argus-generator/0.1.0',
    'Wget/1.24.5',
    'Java/21.0.1',
  ])('[B11] lets "%s" pass', (agent) => {
    expect(isCrawler(agent)).toBe(false);
  });
});
