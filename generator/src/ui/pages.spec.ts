import { describe, expect, it } from '@jest/globals';
import { readPage, withSettings } from './pages.js';

const settings = { gateway: 'http://127.0.0.1:3000', key: 'a"b<c', source: '' };

describe('pages of the generator', () => {
  it('[E3] are told where the gateway is, and cannot be broken by a setting', () => {
    const html = '<meta name="argus-gateway" content="" /><meta name="argus-key" content="" />';
    expect(withSettings(html, settings)).toBe(
      '<meta name="argus-gateway" content="http://127.0.0.1:3000" /><meta name="argus-key" content="a&quot;b&lt;c" />',
    );
  });

  it.each([
    '/generator/../main.js',
    '/../package.json',
    '/generator/..',
    '/etc/passwd',
    '/generator/%2e%2e/x.js',
    '/demo/none.js',
  ])('serves nothing for %s', async (path) => {
    expect(await readPage(path, settings)).toBeUndefined();
  });
});
