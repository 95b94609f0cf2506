/** The pages in a real browser: readable by everybody, nothing refused by their own policy, no sideways scrolling on a phone. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startDemoProvider } from './demo-provider/demo-provider.ts';
import { RestEngine } from './demo-provider/testing/rest-engine.ts';
import { startInbox } from './inbox/inbox.ts';
import { startOpenIdProvider } from './openid/open-id-provider.ts';
import { samplePdf } from './sample-pdf/sample-pdf.ts';
import type { Running } from './server/loopback-server.ts';

// The helper of the whole repository, outside this package's types.
const helper = new URL('../../test/pages/browser.ts', import.meta.url).href;
const { foundByAxe } = (await import(helper)) as { foundByAxe(page: Page): Promise<unknown> };

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const skip =
  existsSync(executablePath) || process.env['CI'] === 'true' ? false : 'there is no Chromium on this machine';
/** A folder for pictures of every page, if somebody wants to look. */
const pictures = process.env['SANDBOX_PICTURES'];

const wideLight = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' } as const;
const screens = {
  'wide-light': wideLight,
  'wide-dark': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  'narrow-light': { viewport: { width: 320, height: 700 }, colorScheme: 'light' },
} as const;

describe('the pages', { skip, concurrency: 3 }, () => {
  const engine = new RestEngine();
  const servers: Running[] = [];
  let folder: string;
  let browser: Browser;
  let addresses: Readonly<Record<string, string>>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-pages-'));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    await engine.start();
    const secret = { clientId: 'bank', clientSecret: 's:ecret' };
    const bank = await startDemoProvider({ folder, port: 0, ssaOrigin: engine.origin, ...secret });
    const client = {
      clientId: 'ssa',
      name: 'Sandbox Trust Services',
      clientSecret: 'x',
      redirectUris: ['http://localhost:9/'],
    };
    const idp = await startOpenIdProvider({ folder, port: 0, clients: [client] });
    const inbox = await startInbox({ port: 0 });
    servers.push(bank, idp, inbox);
    const empty = inbox.origin;
    await fetch(`${inbox.origin}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        to: 'ana@example.test',
        subject: 'Your agreement is signed',
        text: 'Banco Norte has received it.\nKeep a copy.',
      }),
    });
    for (const state of ['refused', 'signed', 'created']) {
      engine.state = 'created';
      await fetch(`${bank.origin}/agreements/sample`, { method: 'POST', redirect: 'manual' });
      engine.state = state;
      await fetch(`${bank.origin}/`);
    }
    const asked = new URLSearchParams({
      client_id: 'ssa',
      redirect_uri: 'http://localhost:9/',
      response_type: 'code',
      scope: 'openid',
      prompt: 'login',
    });
    addresses = {
      'bank-home': `${bank.origin}/`,
      'bank-open': `${bank.origin}/signed?request=r-3`,
      'bank-refused': `${bank.origin}/signed?request=r-1`,
      'bank-unknown': `${bank.origin}/signed?request=x`,
      'idp-login': `${idp.origin}/authorize?${asked}`,
      'idp-home': `${idp.origin}/`,
      'idp-logout': `${idp.origin}/end-session`,
      'idp-stranger': `${idp.origin}/authorize?client_id=x`,
      inbox: empty,
    };
  });
  after(async () => {
    await browser.close();
    await Promise.all([engine.close(), ...servers.map((server) => server.close())]);
    rmSync(folder, { recursive: true });
  });

  const names = [
    'bank-home',
    'bank-open',
    'bank-refused',
    'bank-unknown',
    'idp-login',
    'idp-home',
    'idp-logout',
    'idp-stranger',
    'inbox',
  ];
  for (const name of names) {
    it(name, (t) =>
      visit(async (page, said) => {
        await page.goto(addresses[name] ?? '');
        for (const [screen, { viewport, colorScheme }] of Object.entries(screens)) {
          await t.test(screen, async () => {
            await page.setViewportSize(viewport);
            await page.emulateMedia({ colorScheme });
            await look(page, `${name}-${screen}`);
            assert.deepEqual(said, []);
            assert.deepEqual(await foundByAxe(page), []);
            assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'scrolls sideways');
          });
        }
      }),
    );
  }

  it('a wrong password is said where the person is, by keyboard alone', () =>
    visit(async (page) => {
      await page.goto(addresses['idp-login'] ?? '');
      await page.locator('#username:focus').waitFor();
      await page.keyboard.type('ana');
      await page.keyboard.press('Tab');
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await look(page, 'idp-wrong-wide-light');
      assert.deepEqual(await foundByAxe(page), []);
      assert.equal(await page.getByLabel('User name').inputValue(), 'ana');
    }));

  it('the signed document is shown in place', () =>
    visit(async (page, said) => {
      await page.goto(new URL('/', addresses['bank-home']).href);
      await page.getByRole('link', { name: /^Show/ }).click();
      assert.ok(
        (
          await (await fetch(new URL((await page.locator('object').getAttribute('data')) ?? '', page.url()))).text()
        ).startsWith('%PDF-'),
      );
      await page.waitForTimeout(pictures === undefined ? 200 : 2500);
      await look(page, 'bank-signed-wide-light');
      assert.deepEqual(said, []);
      assert.ok(((await page.locator('object').boundingBox())?.height ?? 0) > 400);
    }));

  it('a chosen file is sent, and one of 21 MB refused on the page', () =>
    visit(async (page) => {
      await page.goto(addresses['bank-home'] ?? '');
      const file = { name: 'mine.pdf', mimeType: 'application/pdf', buffer: Buffer.from(samplePdf()) };
      await page.getByLabel(/PDF, at most/).setInputFiles(file);
      await page.getByRole('button', { name: 'Send to be signed' }).click();
      await page.getByText('mine.pdf').waitFor();
      await page.getByLabel(/PDF, at most/).setInputFiles({ ...file, buffer: Buffer.alloc(21 * 1024 * 1024) });
      await page.getByRole('button', { name: 'Send to be signed' }).click();
      await page.getByText(/larger than 20 MB/).waitFor();
    }));

  async function visit(act: (page: Page, said: readonly string[]) => Promise<void>) {
    const context = await browser.newContext({ ...wideLight, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => {
      if (!/status of 40[0-9]/.test(message.text())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
    await act(page, said).finally(() => context.close());
  }

  async function look(page: Page, name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }
});
