/** The approval page where an organisation's seal is asked for: who represents it is told so at each step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addAuthenticator, openBrowser, openWindow, seen, seenIn } from './browser.ts';
import { agreement, prepare } from './papers.ts';
import { workshop } from './people.ts';
import { askDeletion, askEnrolment, askKey, askSignature, bindCertificate, openWorld } from './world.ts';

const asked = {
  es: '¿Sellar este documento?',
  de: 'Dieses Dokument siegeln?',
  fr: 'Apposer le cachet sur ce document ?',
  ar: 'هل تختمون هذا المستند؟',
} as const;

test('the seal of an organisation on the approval page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const { page, complaints } = await openWindow(browser);
  await addAuthenticator(page);
  const back = () => page.waitForURL((url) => url.pathname === '/back');
  let signer = '';
  let key = '';
  let certificate: Uint8Array;

  await t.test('is set up by who represents it', async () => {
    const { chal, url } = await askEnrolment(world, 'account-1', workshop);
    await page.goto(url);
    await seen(page, 'seal-enrol-identity', 'Set up the seal');
    assert.match(await page.locator('.facts').innerText(), /You act for\s+ورشة الأندلس/);
    await page.getByRole('button', { name: 'Confirm your identity' }).click();
    await page.getByRole('button', { name: 'Create passkey' }).waitFor();
    await seen(page, 'seal-enrol-passkey', 'Create your passkey');
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await back();
    const { result } = await world.sam.status(chal);
    assert.equal(result?.identity?.kind, 'legal');
    signer = result?.signer ?? '';
  });

  await t.test('has a key in the name of the organisation', async () => {
    const { chal, url } = await askKey(world, signer);
    await page.goto(url);
    await page.getByLabel('I have read the terms and accept them.').check();
    await seen(page, 'seal-key', 'Create the key for seals?');
    assert.match(await page.locator('.facts').first().innerText(), /In the name of\s+ورشة[\s\S]*VATES-B12345678/);
    await page.getByRole('button', { name: 'Create key' }).click();
    await back();
    const { result } = await world.sam.status(chal);
    key = result?.key ?? '';
    certificate = await bindCertificate(world, key, result?.csr ?? '');
  });

  await t.test('is called a seal, of the organisation, and nowhere a signature of the person', async () => {
    const papers = ['Invoice 2231', 'Invoice 2232'];
    const prepared = await Promise.all(
      papers.map(async (name) => prepare(`${name}.pdf`, await agreement(name, 2), certificate)),
    );
    const { chal, url } = await askSignature(world, signer, key, { papers: prepared });
    await page.goto(url);
    await page.getByText('exactly what will be sealed').first().waitFor();
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
    await seen(page, 'seal-sign', 'Seal these 2 documents?');
    const decision = await page.locator('.decision').innerText();
    assert.match(decision, /The seal is of\s+ورشة[\s\S]*Taller Al-Ándalus[\s\S]*VATES-B12345678/);
    const everything = await page.locator('main').innerText();
    assert.doesNotMatch(everything, /\bsign\b|\bsigned\b|sign as/i);
    await page.getByRole('button', { name: 'Seal', exact: true }).click();
    await back();
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  for (const [language, heading] of Object.entries(asked)) {
    await t.test(`is called a seal in ${language}`, async () => {
      const paper = prepare('Invoice 2234.pdf', await agreement('Invoice 2234', 1), certificate);
      await page.goto((await askSignature(world, signer, key, { papers: [paper], lang: language })).url);
      await page.locator('[data-page="1"] .textLayer span').first().waitFor();
      await seenIn(page, language, 'seal-sign', heading);
    });
  }

  await t.test('is refused as easily, and what was refused is a seal', async () => {
    const paper = prepare('Invoice 2233.pdf', await agreement('Invoice 2233', 1), certificate);
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    await page.goto(url);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await back();
    assert.equal((await world.sam.status(chal)).state, 'refused');
    await page.goto(url);
    await page.getByText('Nothing was sealed.').waitFor();
    await seen(page, 'seal-refused', 'This request was refused');
  });

  await t.test('has an end: its key is destroyed by who represents the organisation', async () => {
    await page.goto((await askDeletion(world, signer, key)).url);
    await page.getByLabel('I understand that this cannot be undone.').check();
    await seen(page, 'seal-delete', 'Destroy the key for seals?');
    const everything = await page.locator('main').innerText();
    assert.match(everything, /asks on behalf of [\s\S]*What was sealed with it before stays valid\./);
    assert.doesNotMatch(everything, /\bsign\b|\bsigned\b|sign as/i);
    await page.getByRole('button', { name: 'Destroy key' }).click();
    await back();
    assert.equal((await world.sam.key(key)).state, 'destroyed');
  });

  await t.test('breaks no rule of its policy', () => assert.deepEqual(complaints, []));
});
