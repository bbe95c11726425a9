import { describe, expect, it } from '@jest/globals';
import { foreignPage } from './foreign-page.js';

const refused = (host: string | undefined, origin: string | undefined, isOpen = false): boolean =>
  foreignPage({ host, origin, isOpen }) !== undefined;

describe('foreignPage', () => {
  it.each([
    ['127.0.0.1:3000', undefined],
    ['localhost:3000', undefined],
    ['[::1]:3000', undefined],
    ['argus.localhost', undefined],
    [undefined, undefined],
    ['127.0.0.1:3000', 'http://localhost:5173'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:3000', 'http://[::1]:8080'],
  ])('[B7] lets %s with Origin %s pass', (host, origin) => {
    expect(refused(host, origin)).toBe(false);
  });

  it.each([
    ['evil.example', undefined],
    ['127.0.0.1.evil.example', undefined],
    ['localhost.evil.example:3000', undefined],
    ['127.0.0.1:3000', 'https://evil.example'],
    ['127.0.0.1:3000', 'https://localhost.evil.example'],
    ['127.0.0.1:3000', 'null'],
    ['evil.example', 'http://evil.example'],
    ['10.0.0.5:3000', undefined],
  ])('[B7] refuses %s with Origin %s', (host, origin) => {
    expect(refused(host, origin)).toBe(true);
  });

  it('[B7] takes addresses and local names of an open gateway, but no public name', () => {
    expect(refused('10.0.0.5:3000', undefined, true)).toBe(false);
    expect(refused('gateway:3000', 'http://gateway:3000', true)).toBe(false);
    expect(refused('evil.example', undefined, true)).toBe(true);
    expect(refused('10.0.0.5:3000', 'http://evil.example', true)).toBe(true);
  });
});
