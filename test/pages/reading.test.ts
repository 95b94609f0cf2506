/** Reading on the approval page: documents that are searched, walked and looked through, and every word in the reader's language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openBrowser, openWindow, seen, seenIn } from './browser.ts';
import { active, agreement, blank, type Paper, prepare, prepareFile } from './papers.ts';
import { person } from './people.ts';
import * as samples from './samples.ts';
import { becomeSigner } from './signer.ts';
import { askChange, askDeletion, askEnrolment, askKey, askSignature, openWorld, severalWays } from './world.ts';

const headings = {
  es: {
    enrol: 'Configure su firma',
    key: '¿Crear su clave de firma?',
    sign: '¿Firmar este documento?',
    many: '¿Firmar estos 3 documentos?',
    delete: '¿Destruir esta clave de firma?',
    change: '¿Establecer un PIN?',
    none: 'Esta solicitud no existe',
    refuse: 'Rechazar',
    refused: 'Esta solicitud fue rechazada',
  },
  de: {
    enrol: 'Ihre Signatur einrichten',
    key: 'Ihren Signaturschlüssel erzeugen?',
    sign: 'Dieses Dokument signieren?',
    many: 'Diese 3 Dokumente signieren?',
    delete: 'Diesen Signaturschlüssel vernichten?',
    change: 'Eine PIN festlegen?',
    none: 'Diese Anfrage gibt es nicht',
    refuse: 'Ablehnen',
    refused: 'Diese Anfrage wurde abgelehnt',
  },
  fr: {
    enrol: 'Configurez votre signature',
    key: 'Créer votre clé de signature ?',
    sign: 'Signer ce document ?',
    many: 'Signer ces 3 documents ?',
    delete: 'Détruire cette clé de signature ?',
    change: 'Définir un code PIN ?',
    none: 'Cette demande n’existe pas',
    refuse: 'Refuser',
    refused: 'Cette demande a été refusée',
  },
  ar: {
    enrol: 'تجهيز توقيعكم',
    key: 'هل تنشئون مفتاح توقيعكم؟',
    sign: 'هل توقّعون هذا المستند؟',
    many: /^هل توقّعون هذه المستندات وعددها [3٣]؟$/,
    delete: 'هل تُتلفون مفتاح التوقيع هذا؟',
    change: 'هل تعيّنون رقمًا سريًّا؟',
    none: 'هذا الطلب غير موجود',
    refuse: 'رفض',
    refused: 'رُفض هذا الطلب',
  },
} as const;

test('what a person reads on the approval page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const english = await openWindow(browser);
  const { signer, key, certificate } = await becomeSigner(world, english.page);
  const paper = prepare('Loan agreement 2231.pdf', await agreement('Loan agreement 2231', 1), certificate);
  const files = [samples.text, samples.page].map((sample) => prepareFile(sample, certificate));

  const { page } = english;
  const ask = async (...papers: readonly Paper[]) => (await askSignature(world, signer, key, { papers })).url;

  await t.test(
    'is found in a PDF of many pages, though they are not drawn yet, and marked where it stands',
    async () => {
      const long = prepare('Long.pdf', await agreement('Loan agreement 2231', 40), certificate);
      await page.goto(await ask(long));
      await page.locator('[data-page="1"] .textLayer span').first().waitFor();
      await page.getByLabel('Pages of Long.pdf').press('Control+f');
      await page.getByRole('searchbox', { name: 'Search in the document' }).fill('PAGE 3');
      await page.getByText('1 of 11, page 3').waitFor();
      await page.getByRole('searchbox').press('Enter');
      await page.getByText('2 of 11, page 30').waitFor();
      await page.locator('[data-page="30"] .textLayer span').first().waitFor();
      await page.waitForFunction("[...(CSS.highlights.get('found-now') ?? [])].join() === 'Page 3'");
      assert.ok(await isInSight(page));
      await seen(page, 'search-pdf', 'Sign this document?');
      await page.getByRole('button', { name: 'Next place' }).click();
      await page.getByText('3 of 11, page 31').waitFor();
      for (const nearer of ['Zoom in', 'Zoom in', 'Zoom out']) await page.getByRole('button', { name: nearer }).click();
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('[data-page="31"] .textLayer span').first().waitFor();
      assert.equal(
        await page.getByLabel('Page', { exact: true }).inputValue(),
        '31',
        'she reads where she read before',
      );
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.getByRole('button', { name: 'Previous place' }).click();
      await page.getByRole('button', { name: 'Previous place' }).click();
      await page.getByText('1 of 11, page 3').waitFor();
      await page.getByRole('searchbox').fill('no such words');
      await page.getByText('Not found').waitFor();
      await page.getByRole('searchbox').press('Escape');
      assert.equal(await page.getByRole('searchbox').count(), 0);
      assert.equal(await page.evaluate('CSS.highlights.size'), 0);
    },
  );

  await t.test('says that a PDF without words cannot be searched', async () => {
    await page.goto(await ask(prepare('Scan.pdf', await blank(), certificate)));
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('anything');
    await page.getByText('has no words that could be searched').waitFor();
  });

  await t.test('is found in a text, without its accents', async () => {
    await page.goto(await ask(prepareFile(samples.text, certificate)));
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('garcia autoriza');
    await page.getByText('1 of 1').waitFor();
    await page.waitForFunction("[...(CSS.highlights.get('found-now') ?? [])].join() === 'García autoriza'");
    await seen(page, 'search-text', 'Sign this document?');
  });

  await t.test('is walked as a tree by keyboard alone, and looked for in the source', async () => {
    await page.goto(await ask(prepareFile(samples.xml, certificate)));
    await page.getByRole('button', { name: 'Tree' }).click();
    const tree = page.getByRole('tree');
    await tree.focus();
    const active = async () => page.locator('[data-active]').innerText();
    const expanded = () => page.locator('[data-active]').getAttribute('aria-expanded');
    for (const [key, line, open] of [
      ['Home', /^\s*Processing instruction xml-stylesheet/, null],
      ['ArrowDown', /^▾\s*Invoice xmlns="urn:example:invoice"/, 'true'],
      ['ArrowRight', /^▸\s*Line id="1"/, 'false'],
      ['ArrowRight', /^▾\s*Line id="1"/, 'true'],
      ['ArrowRight', /^\s*Item: Paper/, null],
      ['ArrowLeft', /^▾\s*Line id="1"/, 'true'],
      ['ArrowLeft', /^▸\s*Line id="1"/, 'false'],
      ['End', /^\s*script xmlns="http:\/\/www.w3.org\/1999\/xhtml": document.title/, null],
      ['ArrowLeft', /^▾\s*Invoice/, 'true'],
      ['Enter', /^▸\s*Invoice/, 'false'],
      ['ArrowRight', /^▾\s*Invoice/, 'true'],
    ] as const) {
      await tree.press(key);
      assert.match(await active(), line, key);
      assert.equal(await expanded(), open, key);
    }
    await tree.press('ArrowDown');
    assert.equal(await page.locator('[data-active]').getAttribute('aria-setsize'), '301');
    assert.equal(await page.locator('[data-active]').getAttribute('aria-level'), '2');
    assert.match(await page.title(), /^Sign this document/);
    await seen(page, 'xml-tree', 'Sign this document?');
    await tree.press('*');
    await page
      .locator('[role="treeitem"]')
      .nth(2 + 301 + 600 - 1)
      .waitFor();
    assert.equal(await page.locator('[role="treeitem"]').count(), 2 + 301 + 600);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('299.00');
    await page.getByText('1 of 1').waitFor();
    await page.getByLabel('Source of Invoice 2231.xml').waitFor();
  });

  await t.test('XML that names a document type is shown as its source alone', async () => {
    const bomb = { ...samples.xml, original: Buffer.from('<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>') };
    await page.goto(await ask(prepareFile(bomb, certificate)));
    await page.getByText('<!DOCTYPE a').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Tree' }).count(), 0);
  });

  await t.test('a PDF that does more than show its pages is said to, once they are shown', async () => {
    await page.goto(await ask(prepare('Active.pdf', await active(), certificate)));
    await page.getByText('can start programs or open other files').waitFor();
    for (const words of [
      'contains scripts',
      'contains links to the internet',
      'sound, video',
      'takes in content',
      'can send what',
    ])
      await page.getByText(words).waitFor();
    await seen(page, 'active-content', 'Sign this document?');
  });

  for (const [language, words] of Object.entries(headings)) {
    await t.test(language, async () => {
      const { page, complaints } = await openWindow(browser, language);
      const look = (name: string, heading: string | RegExp) =>
        seenIn(page, language, `language-${name}`, heading, language === 'ar');
      const { url: one } = await askSignature(world, signer, key, { papers: [paper], group: severalWays });
      await page.goto(one);
      await page.locator('[data-page="1"] .textLayer span').first().waitFor();
      await look('sign', words.sign);
      await page.getByRole('button', { name: words.refuse, exact: true }).click();
      await page.waitForURL((url) => url.pathname === '/back');
      await page.goto(one);
      await look('refused', words.refused);
      const many = await askSignature(world, signer, key, { papers: files, unseen: ['Anexo'] });
      await page.goto(many.url);
      await page.getByRole('button', { name: 'Anexo' }).click();
      await look('sign-many', words.many);
      await page.goto((await askKey(world, signer)).url);
      await page.getByRole('checkbox').waitFor();
      await look('key', words.key);
      await page.goto((await askDeletion(world, signer, key)).url);
      await look('delete', words.delete);
      await page.goto((await askChange(world, signer, { add: 'pin' })).url);
      await look('change', words.change);
      const idp = { issuer: world.issuer, subject: `${person.subject}-${language}` };
      await page.goto((await askEnrolment(world, `account-${language}`, undefined, undefined, idp)).url);
      await look('enrol', words.enrol);
      await page.goto(`${world.sic}/approve/c_none`);
      await look('none', words.none);
      assert.deepEqual(
        complaints.filter((one) => !/status of 404/.test(one)),
        [],
      );
      await page.context().close();
    });
  }

  await t.test('that the request names comes before those of the browser, where it is spoken', async () => {
    const askIn = async (lang: string) => (await askSignature(world, signer, key, { papers: [paper], lang })).url;
    await english.page.goto(await askIn('de-AT'));
    await seenIn(english.page, 'de-AT', 'language-asked', headings.de.sign);
    await english.page.goto(await askIn('it'));
    await seenIn(english.page, 'en-GB', 'language-not-spoken', 'Sign this document?');
  });

  await t.test('that cannot be loaded gives way to English, and keeps nobody from the decision', async () => {
    const { page } = await openWindow(browser, 'fr');
    await page.route('**/messages.fr-*.js', (route) => route.abort());
    await page.goto((await askSignature(world, signer, key, { papers: [paper] })).url);
    await seenIn(page, 'en', 'language-not-loaded', 'Sign this document?');
    await page.context().close();
  });

  await t.test('breaks no rule of its policy', () => assert.deepEqual(english.complaints, []));
});

/** Whether the place that is marked stands within the box that scrolls. */
function isInSight(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const [range] = CSS.highlights.get('found-now');
    const [place, box] = [range, document.querySelector('.pages')].map((one) => one.getBoundingClientRect());
    return place.top >= box.top && place.bottom <= box.bottom;
  })()`);
}
