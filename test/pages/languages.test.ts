/** The approval page in each language: the words fit, the page says which language it is, and the request's language comes before the browser's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser, openWindow, seenIn } from './browser.ts';
import { agreement, prepare, prepareFile } from './papers.ts';
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
} as const;

test('the approval page in other languages', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const english = await openWindow(browser);
  const { signer, key, certificate } = await becomeSigner(world, english.page);
  const paper = prepare('Loan agreement 2231.pdf', await agreement('Loan agreement 2231', 1), certificate);
  const files = [samples.text, samples.page].map((sample) => prepareFile(sample, certificate));

  for (const [language, words] of Object.entries(headings)) {
    await t.test(language, async () => {
      const { page, complaints } = await openWindow(browser, language);
      const look = (name: string, heading: string) =>
        seenIn(page, language, `language-${name}`, heading, language === 'de');
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
    const ask = async (lang: string) => (await askSignature(world, signer, key, { papers: [paper], lang })).url;
    await english.page.goto(await ask('de-AT'));
    await seenIn(english.page, 'de-AT', 'language-asked', headings.de.sign);
    await english.page.goto(await ask('it'));
    await seenIn(english.page, 'en-GB', 'language-not-spoken', 'Sign this document?');
  });

  await t.test('that cannot be loaded gives way to English, and keeps nobody from the decision', async () => {
    const { page } = await openWindow(browser, 'fr');
    await page.route('**/messages.fr-*.js', (route) => route.abort());
    await page.goto((await askSignature(world, signer, key, { papers: [paper] })).url);
    await seenIn(page, 'en', 'language-not-loaded', 'Sign this document?');
    await page.context().close();
  });
});
