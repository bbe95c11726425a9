// Finds a Chromium for the browser tests: one that the environment names, one of the system, one that Playwright has
// downloaded earlier. Installs one where there is none.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function fromPlaywright() {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    path.join(homedir(), '.cache', 'ms-playwright'),
    path.join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  ];
  const inside = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-headless-shell-linux64/chrome-headless-shell',
    'chrome-linux/headless_shell',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  return caches
    .filter((cache) => cache && existsSync(cache))
    .flatMap((cache) => readdirSync(cache).map((name) => path.join(cache, name)))
    .filter((folder) => path.basename(folder).startsWith('chromium'))
    .flatMap((folder) => inside.map((file) => path.join(folder, file)));
}

/** The path of a browser, or undefined. */
export function findBrowser() {
  return [process.env.ARGUS_BROWSER, process.env.CHROME_PATH, ...SYSTEM, ...fromPlaywright()].find(
    (file) => file && existsSync(file),
  );
}

function attempt(command, args) {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return true;
  } catch {
    return false;
  }
}

/** Installs a system package by apt where this user may; answers whether that went well. */
export function installPackage(name) {
  const isRoot = process.getuid?.() === 0;
  const apt = (args) => (isRoot ? attempt('apt-get', args) : attempt('sudo', ['-n', 'apt-get', ...args]));
  return apt(['update', '-qq']) && apt(['install', '-y', '-qq', '--no-install-recommends', name]);
}

/** The path of a browser, installed first where there is none; throws with the remedy when that fails. */
export function ensureBrowser(say) {
  const found = findBrowser();
  if (found) return found;
  say('  installing a browser for the browser tests (once)');
  if (!installPackage('chromium')) attempt('npx', ['--yes', 'playwright', 'install', '--with-deps', 'chromium']);
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error('The browser tests need Chromium or Chrome. Install one, or set ARGUS_BROWSER to its path.');
}
