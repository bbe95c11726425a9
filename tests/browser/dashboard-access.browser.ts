import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { post, Product, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Makes a key as an operator does, and answers it. */
async function createKey(dataDir: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', DATA_DIR: dataDir };
  const command = ['scripts/command.mjs', 'keys', 'create', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT, env });
  const key = /argus_\S+/.exec(stdout)?.[0];
  if (!key) throw new Error(`no key in: ${stdout}`);
  return key;
}

describe('the dashboard of an installation with keys', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'argus-dashboard-keys-'));
  let product: Product;
  let visitor: Visitor;
  let ingest = '';
  let readAll = '';
  let readShop = '';

  const signIn = async (key: string) => {
    await visitor.page.getByLabel('Key').fill(key);
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
  };

  /** Reads the words only after the answer: those of an earlier refusal are gone when a key is sent. */
  const isRefused = async (key: string, status: number) => {
    const answered = visitor.page.waitForResponse((response) => response.request().method() === 'POST');
    await signIn(key);
    expect((await answered).status()).toBe(status);
    await visitor.page.getByText('This key does not open the dashboard.').waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/dashboard/sign-in');
  };

  beforeAll(async () => {
    ingest = await createKey(dataDir, '--source', 'shop', '--scope', 'ingest');
    readAll = await createKey(dataDir, '--scope', 'read');
    readShop = await createKey(dataDir, '--source', 'shop', '--scope', 'read');
    product = await Product.start({ dataDir });
    const event = { user_id: 'ada', session_id: 's1', event_type: 'hello' };
    const wrong = { user_id: 'ada', event_type: 'location', payload: { latitude: 123, longitude: 5 } };
    const { status } = await post(product, '/events', [event, wrong], { authorization: `Bearer ${ingest}` });
    expect(status).toBe(202);
    await untilStored(product, 1);
    visitor = await Visitor.open(product);
  });
  afterAll(async () => {
    await visitor?.leave();
    await product?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('[E1] [B7] asks for a key, and takes none that may not read', async () => {
    await visitor.goTo('/dashboard/events');
    await visitor.page.waitForURL(/\/dashboard\/sign-in\?next=/);
    await isRefused('argus_read_wrong', 401);
    await isRefused(ingest, 403);
  });

  it('[E1] [B7] leads back to the page that was asked for, and stays signed in', async () => {
    await signIn(readAll);
    await visitor.see('events').getByRole('button', { name: 'hello' }).waitFor();
    await visitor.page.reload();
    await visitor.see('events').getByRole('button', { name: 'hello' }).waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/dashboard/events');
  });

  it('[E1] [B7] keeps the key from every script', async () => {
    const [cookie] = await visitor.page.context().cookies();
    expect(cookie).toMatchObject({ name: 'argus_session', httpOnly: true, sameSite: 'Strict' });
    expect(await visitor.page.evaluate<string>('document.cookie + JSON.stringify(localStorage)')).not.toContain(
      'argus_',
    );
  });

  it('[E1] [B7] signs out', async () => {
    await visitor.goTo('/dashboard/settings');
    await visitor.page.getByRole('button', { name: 'Sign out' }).click();
    await visitor.page.waitForURL(/\/dashboard\/sign-in/);
    await visitor.goTo('/');
    await visitor.page.waitForURL(/\/dashboard\/sign-in/);
  });

  it('[E1] [B7] shows a key of one source its source, refusals included', async () => {
    await signIn(readShop);
    await waitFor(() => visitor.see('active-users').textContent(), '1');
    await visitor.goTo('/dashboard/errors');
    await visitor.see('error-groups').getByRole('button').first().waitFor();
    await visitor.goTo('/dashboard/sessions');
    await visitor.page.getByRole('link', { name: 's1' }).waitFor();
  });
});
