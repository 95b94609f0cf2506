/** The choices page in a real browser, under the policy of the signing service: what is open is chosen by mouse, by keyboard and in figures. */
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { answerWith, readBuiltFiles } from '../../look/src/built-files.ts';
import type { Place } from '../../look/src/placed.ts';
import { buildPages, pagesFolder } from '../../programs/src/pages.ts';
import { securityHeaders } from '../../sic/src/security-headers.ts';
import { openBrowser, openWindow, seen, seenIn } from './browser.ts';
import { serve } from './loopback.ts';
import { agreement } from './papers.ts';

const identities = [
  { id: 'k-2', name: 'Ana Ruiz García', issuer: 'Example Qualified CA', until: 1_893_456_000 },
  { id: 'k-1', name: 'Ana Ruiz García (Notaría 7)', issuer: 'Example Professionals CA', until: 1_861_920_000 },
];
const documents = [
  { position: 0, name: 'Loan agreement.pdf', size: 1200, url: '/sign/r1/originals/0', optional: false, placed: true },
  { position: 1, name: 'Insurance.pdf', size: 1200, url: '/sign/r1/originals/0', optional: true, placed: false },
  { position: 2, name: 'Figures.csv', size: 17, url: '/sign/r1/originals/1', optional: true, placed: false },
];

test('the choices page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  await buildPages(() => undefined);
  const files = readBuiltFiles(pagesFolder('ssa'));
  const originals = [await agreement('Loan agreement', 3), Buffer.from('amount;currency\n')];
  let open: Record<string, unknown> | undefined;
  let status = 204;
  const sent: Record<string, unknown>[] = [];
  const origin = await serve(t, async (request, response, { pathname }) => {
    const file = pathname === '/sign/r1/choose' ? files.get('/result.html') : files.get(pathname);
    for (const [name, value] of Object.entries(securityHeaders('', false))) response.setHeader(name, value);
    if (file !== undefined) {
      const { status, headers, body } = answerWith(file, request.headers);
      return response.writeHead(status, headers).end(body);
    }
    const index = /^\/sign\/r1\/originals\/(\d)$/.exec(pathname)?.[1];
    if (index !== undefined) return response.end(originals[Number(index)]);
    if (pathname === '/sign/r1') return response.end('the next step');
    if (request.method === 'POST') {
      sent.push(JSON.parse(await text(request)));
      return response.writeHead(status).end();
    }
    return open === undefined ? response.writeHead(404).end('{}') : response.end(JSON.stringify(open));
  });
  const { page, complaints } = await openWindow(browser);
  const address = `${origin}/sign/r1/choose`;
  const frame = page.locator('.placing .frame');
  const figure = (name: string) => page.getByLabel(name, { exact: true });
  const goOn = async () => {
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${origin}/sign/r1`);
    return sent.pop();
  };
  const visit = async (what: Record<string, unknown>) => {
    open = { name: 'Banco Norte', reference: 'R-1', identities: [], documents: documents.slice(0, 1), ...what };
    await page.goto(address);
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
  };

  await t.test('asks for an identity, for documents and for a place, and sends what is chosen', async () => {
    await visit({ identities, documents });
    await frame.waitFor();
    await seen(page, 'choose', 'Before you sign');
    await page.getByRole('radio', { name: 'Notaría 7' }).check();
    assert.ok(await page.getByRole('checkbox', { name: 'Loan agreement.pdf' }).isDisabled());
    await page.getByRole('checkbox', { name: 'Insurance.pdf' }).uncheck();
    const chosen = await goOn();
    assert.deepEqual([chosen?.['identity'], chosen?.['left_out']], ['k-1', [1]]);
    assert.deepEqual(chosen?.['places'], [
      { position: 0, place: { page: 1, left: 60, top: 620, width: 200, height: 70 } },
    ]);
  });

  await t.test(
    'takes a place by the keyboard alone: moved by arrows, sized with Shift, never beyond the page',
    async () => {
      await visit({});
      await frame.focus();
      for (const key of ['ArrowRight', 'ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowUp']) await page.keyboard.press(key);
      assert.match(
        (await frame.getAttribute('aria-label')) ?? '',
        /page 1, 23 mm from the left, 217 mm from the top, 73 by 23/,
      );
      for (let stroke = 0; stroke < 20; stroke++) await page.keyboard.press('ArrowLeft');
      await page.getByRole('button', { name: 'Continue' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(`${origin}/sign/r1`);
      const place = { page: 1, left: 0, top: 614, width: 206, height: 64 };
      assert.deepEqual(sent.pop()?.['places'], [{ position: 0, place }]);
    },
  );

  await t.test('takes a place by a click on another page, and by dragging the frame and its corner', async () => {
    await visit({});
    const second = page.locator('[data-page="2"]');
    await second.scrollIntoViewIfNeeded();
    await second.click({ position: { x: 300, y: 200 } });
    assert.equal(await figure('Page').last().inputValue(), '2');
    const before = await rounded(page);
    await drag(page, '.placing .frame', 40, 30);
    const moved = await rounded(page);
    assert.deepEqual([moved.x - before.x, moved.y - before.y, moved.width], [40, 30, before.width]);
    await drag(page, '.placing .frame i', 25, 20);
    const grown = await rounded(page);
    assert.deepEqual([grown.width - moved.width, grown.height - moved.height, grown.x], [25, 20, moved.x]);
  });

  await t.test('takes a place in figures, and puts right what lies beside the page', async () => {
    await visit({});
    await figure('From the left, mm').fill('30');
    await figure('From the top, mm').fill('9999');
    await figure('Width, mm').fill('60');
    await page.waitForFunction(
      "/, 272 mm from the top, 60 by 25 mm$/.test(document.querySelector('.frame')?.ariaLabel)",
    );
    await seen(page, 'choose-place', 'Before you sign');
    const [chosen] = ((await goOn())?.['places'] ?? []) as { place: Place }[];
    assert.deepEqual([Math.round(chosen?.place.left ?? 0), Math.round(chosen?.place.top ?? 0)], [85, 772]);
  });

  await t.test('does not go on without a document, and says so', async () => {
    await visit({ documents: documents.map((one) => ({ ...one, optional: true, placed: false })) });
    for (const { name } of documents) await page.getByRole('checkbox', { name }).uncheck();
    await page.getByText('Choose one document at least.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Continue' }).isDisabled());
    await page.getByRole('button', { name: 'Figures.csv' }).click();
    await page.getByText('This document is shown on the next page').waitFor();
  });

  await t.test('goes on where nothing is open any more', async () => {
    open = undefined;
    await page.goto(address);
    await page.waitForURL(`${origin}/sign/r1`);
  });

  for (const [language, heading] of [
    ['es', 'Antes de firmar'],
    ['de', 'Bevor Sie signieren'],
    ['fr', 'Avant de signer'],
    ['ar', 'قبل التوقيع'],
  ] as const) {
    await t.test(`speaks ${language}`, async () => {
      const other = await openWindow(browser, language);
      open = { name: 'Banco Norte', reference: 'R-1', identities, documents };
      await other.page.goto(address);
      await other.page.locator('.placing .frame').waitFor();
      await seenIn(other.page, language, 'choose', heading, language === 'ar');
      await other.page.context().close();
    });
  }

  await t.test('breaks no rule of its policy', () =>
    assert.deepEqual(
      complaints.filter((one) => !/status of 404/.test(one)),
      [],
    ),
  );

  await t.test('says that a choice could not be kept, and keeps it on the page', async () => {
    await visit({ identities });
    await page.getByRole('radio', { name: 'Notaría 7' }).check();
    status = 503;
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('What you chose could not be kept. Nothing was signed.').waitFor();
    await page.getByText('Reference for support R-1').waitFor();
    assert.ok(await page.getByRole('radio', { name: 'Notaría 7' }).isChecked());
    await seen(page, 'choose-failed', 'Before you sign');
  });

  await t.test(
    'does not say that nothing was signed where another window may have been faster, but goes on',
    async () => {
      await visit({ identities });
      [open, status] = [undefined, 404];
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL(`${origin}/sign/r1`);
    },
  );
});

async function rounded(page: Page) {
  const box = await page.locator('.placing .frame').boundingBox();
  const { x = 0, y = 0, width = 0, height = 0 } = box ?? {};
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

async function drag(page: Page, what: string, right: number, down: number): Promise<void> {
  const box = await page.locator(what).boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + right, y + down, { steps: 4 });
  await page.mouse.up();
}
