/** What the pages load, when, in which form, and what a person sees meanwhile. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type BuiltFile, readBuiltFiles } from '../../look/src/built-files.ts';
import { buildPages, pagesFolder } from '../../programs/src/pages.ts';
import { openBrowser, openWindow, seen } from './browser.ts';
import { octets, watch } from './loaded.ts';
import { agreement, prepare, prepareFile } from './papers.ts';
import * as samples from './samples.ts';
import { becomeSigner } from './signer.ts';
import { askSignature, openWorld } from './world.ts';

/** Octets of script before a document is shown, in the largest form that a browser of today takes, and of all that a page loads. */
const limits = { br: 100_000, gzip: 115_000 } as const;
const wholePage = 250_000;

for (const [site, file] of [
  ['sic', '/index.html'],
  ['ssa', '/result.html'],
] as const) {
  test(`the first script of ${file} of the ${site} stays under its limit, and names nothing else to load`, async () => {
    await buildPages(() => undefined);
    const files = readBuiltFiles(pagesFolder(site));
    const page = String(files.get(file)?.forms.get('identity')?.body);
    const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.m?js)"/g)].map(([, name = '']) => name);
    assert.equal(scripts.length, 1);
    const [script] = scripts.map((name) => files.get(name)) as [BuiltFile];
    for (const [coding, limit] of Object.entries(limits)) {
      const size = script.forms.get(coding)?.body.length ?? Number.POSITIVE_INFINITY;
      assert.ok(size <= limit, `${coding}: ${size} octets`);
    }
    assert.doesNotMatch(String(script.forms.get('identity')?.body), /^import |;import[ {"]/);
  });
}

const ofPdf = /pdf/;

test('what the approval page loads', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const { page, complaints } = await openWindow(browser);
  const { signer, key, certificate } = await becomeSigner(world, page);
  const paper = prepare('Loan agreement 2231.pdf', await agreement('Loan agreement 2231', 3), certificate);
  const ready = () => page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor();
  const firstPage = () => page.locator('[data-page="1"] .textLayer span').first().waitFor();
  const askPdf = () => askSignature(world, signer, key, { papers: [paper] });

  await t.test('is compressed, and without a PDF nothing that shows one is among it', async () => {
    const cold = await openWindow(browser);
    const { url } = await askSignature(world, signer, key, { papers: [prepareFile(samples.text, certificate)] });
    const loaded = watch(cold.page, world.sic);
    await cold.page.goto(url);
    await cold.page.getByLabel('Text of Poder notarial.txt').waitFor();
    const files = await loaded();
    const coded = files.filter(({ path }) => /\.(js|css)$/.test(path));
    assert.deepEqual([...new Set(coded.map(({ coding }) => coding))], ['br']);
    assert.equal(files.filter(({ path }) => path.endsWith('.js')).length, 1);
    assert.deepEqual(
      files.filter(({ path }) => ofPdf.test(path)),
      [],
    );
    assert.ok(octets(files) <= wholePage, `${octets(files)} octets`);
    assert.deepEqual(cold.complaints, []);
    await cold.page.context().close();
  });

  await t.test('with a PDF is the viewer and its worker besides, compressed, once', async () => {
    const cold = await openWindow(browser);
    const loaded = watch(cold.page, world.sic);
    await cold.page.goto((await askPdf()).url);
    await cold.page.locator('[data-page="1"] .textLayer span').first().waitFor();
    const files = (await loaded()).filter(({ path }) => ofPdf.test(path) && /js$/.test(path));
    assert.deepEqual(
      files.map(({ path, coding }) => [path.replace(/-[\w-]{8}\./, '.'), coding]),
      [
        ['/assets/pdf-document.js', 'br'],
        ['/assets/pdf.worker.min.mjs', 'br'],
      ],
    );
    assert.deepEqual(cold.complaints, []);
    await cold.page.context().close();
  });

  await t.test('says that it gets ready while the viewer is on its way; the decision waits for nothing', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    await page.route('**/pdf-document-*.js', (route) => arrived.then(() => route.continue()));
    await page.goto((await askPdf()).url);
    await ready();
    await page.getByText('Getting ready to show the pages').waitFor();
    await seen(page, 'sign-viewer-awaited', 'Sign this document?');
    arrive();
    await firstPage();
    await page.unroute('**/pdf-document-*.js');
  });

  for (const [what, files, name] of [
    ['the viewer', '**/pdf-document-*.js', 'sign-viewer-unavailable'],
    ['its worker', '**/pdf.worker*', undefined],
  ] as const) {
    await t.test(`says what to do where ${what} does not come, hands out the document, and begins again`, async () => {
      await page.route(files, (route) => route.abort());
      await page.goto((await askPdf()).url);
      await ready();
      await page.getByText('The document viewer could not be loaded.').waitFor();
      await page.getByText('or download here, is exactly what will be signed').waitFor({ state: 'attached' });
      if (name !== undefined) await seen(page, name, 'Sign this document?');
      assert.ok((await downloaded(page)).subarray(0, paper.original.length).equals(paper.original));
      await page.unroute(files);
      await page.getByRole('button', { name: 'Load this page again' }).click();
      await firstPage();
      assert.notEqual(complaints.length, 0);
      for (const complaint of complaints.splice(0)) assert.match(complaint, /ERR_FAILED|fake worker/);
    });
  }

  await t.test('breaks no rule of its policy', () => assert.deepEqual(complaints, []));
});

async function downloaded(page: Page): Promise<Buffer> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  return readFile(await (await downloading).path());
}
