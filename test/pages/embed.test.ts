/** Signing in a window of its own: an application's page, the signing service with its headers, and the application's page of return. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { securityHeaders } from '../../sic/src/security-headers.ts';
import { openBrowser, openWindow } from './browser.ts';
import { serve } from './loopback.ts';

const script = readFileSync(join(import.meta.dirname, '../../ssa/src/page/public/embed/chancery.js'));

test('the script for a window of its own', async (t) => {
  assert.ok(script.length < 5_000, `${script.length} octets`);
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  let application = '';
  const signing = await serve(t, (_request, response, { pathname, searchParams }) => {
    for (const [name, value] of Object.entries(securityHeaders('', false))) response.setHeader(name, value);
    response.setHeader('content-type', pathname === '/embed/chancery.js' ? 'text/javascript' : 'text/html');
    response.setHeader('access-control-allow-origin', '*');
    if (pathname === '/embed/chancery.js') return response.end(script);
    return response.end(
      `<a href="${application}/return?request=${searchParams.get('request')}&status=signed">Back</a>`,
    );
  });
  const page = (code: string) =>
    `<!doctype html><p>…</p><button>Sign</button><script type="module">
    import { returned, sign } from '${signing}/embed/chancery.js';
    const [said, button] = [document.querySelector('p'), document.querySelector('button')];
    ${code}</script>`;
  application = await serve(t, (_request, response, { pathname }) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (pathname === '/return') return response.end(page("said.textContent = 'heard: ' + (await returned());"));
    return response.end(
      page(`button.onclick = async () => {
        const answer = sign({ url: '${signing}/sign/x?request=r-1', request: 'r-1', signal: AbortSignal.timeout(20000) });
        said.textContent = JSON.stringify(await answer.catch(({ name }) => name));
      };`),
    );
  });
  const { page: asking, complaints } = await openWindow(browser);
  const said = async (words: RegExp, on: Page = asking) => on.locator('p', { hasText: words }).waitFor();
  const open = async () => {
    await asking.goto(application);
    const [popup] = await Promise.all([asking.waitForEvent('popup'), asking.getByRole('button').click()]);
    await popup.waitForLoadState();
    return popup;
  };

  await t.test('tells the page that asked what came of it, although the signing pages cut every tie', async () => {
    const popup = await open();
    assert.equal(await popup.evaluate('window.opener'), null);
    const closed = popup.waitForEvent('close');
    await popup.getByRole('link', { name: 'Back' }).click();
    await said(/^\{"request":"r-1","status":"signed"\}$/);
    await closed;
  });

  await t.test('is not told of another request, nor of a word that is none', async () => {
    const popup = await open();
    for (const query of ['request=r-2&status=signed', 'request=r-1&status=paid', '']) {
      await popup.goto(`${application}/return?${query}`);
      await said(/^heard: false$/, popup);
    }
    await said(/^…$/);
    await popup.close();
  });

  await t.test('says that the browser opened no window', async () => {
    await asking.addInitScript('window.open = () => null');
    await asking.goto(application);
    await asking.getByRole('button').click();
    await said(/^\{"request":"r-1","status":"blocked"\}$/);
  });

  await t.test('breaks no rule', () => assert.deepEqual(complaints, []));
});
