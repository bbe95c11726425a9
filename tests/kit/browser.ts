import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';
import { PATIENCE_MS } from './wait-for.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a browser with a fresh profile; closing the context ends it. */
export async function openBrowser(
  options: { width?: number; height?: number; dark?: boolean } = {},
): Promise<BrowserContext> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('no browser was found; run "npm test", which installs one');
  const browser = await chromium.launchPersistentContext(mkdtempSync(path.join(tmpdir(), 'argus-browser-')), {
    executablePath,
    headless: true,
    args: FLAGS,
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  browser.setDefaultTimeout(PATIENCE_MS);
  return browser;
}
