/** The approval page at the two ends of a key: one that is made for a signature, and one that is destroyed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addAuthenticator, openBrowser, openWindow, seen } from './browser.ts';
import { agreement, prepare } from './papers.ts';
import { askDeletion, askEnrolment, askKey, askSignature, bindCertificate, openWorld } from './world.ts';

test('the two ends of a key, on the approval page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const { page, complaints } = await openWindow(browser);
  await addAuthenticator(page);
  const back = () => page.waitForURL((url) => url.pathname === '/back');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const result = async (chal: string) => (await world.sam.status(chal)).result;
  const enrolment = await askEnrolment(world, 'account-1');
  await page.goto(enrolment.url);
  await button('Confirm your identity').click();
  await button('Create passkey').click();
  await back();
  const signer = (await result(enrolment.chal))?.signer ?? '';

  async function create(once?: true) {
    const { chal, url } = await askKey(world, signer, undefined, 2, once === undefined ? {} : { once });
    await page.goto(url);
    await page.getByLabel('I have read the terms and accept them.').check();
    return chal;
  }

  async function made(chal: string) {
    await button('Create key').click();
    await back();
    const { key = '', csr = '' } = (await result(chal)) ?? {};
    return { key, certificate: await bindCertificate(world, key, csr) };
  }

  await t.test('a key for one signature is called that, and the page says what becomes of it', async () => {
    const chal = await create(true);
    await seen(page, 'keys-once', 'Create a key for this signature?');
    const words = await page.locator('.decision').innerText();
    assert.match(words, /made for this one signature and destroyed as it signs/);
    assert.match(words, /Nothing is signed before you decide a second time/);
    const { key, certificate } = await made(chal);
    const paper = prepare('Agreement 2241.pdf', await agreement('Agreement 2241', 1), certificate);
    const { chal: signing, url } = await askSignature(world, signer, key, { papers: [paper], parent: chal });
    await page.goto(url);
    await page.getByText('exactly what will be signed').first().waitFor();
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
    await seen(page, 'keys-once-sign', 'Sign this document?');
    assert.match(
      await page.locator('.facts').first().innerText(),
      /Made for this signature alone: its key is destroyed/,
    );
    await button('Sign').click();
    await back();
    assert.equal((await world.sam.status(signing)).state, 'activated');
  });

  await t.test(
    'a key is not destroyed before its owner has said that she understands, nor when she refuses',
    async () => {
      const { key } = await made(await create());
      const { chal, url } = await askDeletion(world, signer, key);
      await page.goto(url);
      await button('Destroy key').waitFor();
      assert.equal(await button('Destroy key').isEnabled(), false);
      const facts = await page.locator('.facts').first().innerText();
      assert.match(facts, /In the name of\s+Ana Ruiz García\s+Certificate by Pages Authority, valid until/);
      await button('Refuse').click();
      await back();
      await page.goto(url);
      await page.getByText('Nothing was changed.').waitFor();
      assert.equal((await world.sam.status(chal)).state, 'refused');
      assert.equal((await world.sam.key(key)).state, 'active');
    },
  );

  await t.test('a key is destroyed for ever by its owner, who is told what stays', async () => {
    const { key } = await made(await create());
    const { url } = await askDeletion(world, signer, key);
    await page.goto(url);
    await page.getByLabel('I understand that this cannot be undone.').check();
    await seen(page, 'keys-delete', 'Destroy this signing key?');
    assert.match(
      await page.locator('.decision').innerText(),
      /destroyed for ever[\s\S]*What you signed with it before stays valid\./,
    );
    await button('Destroy key').click();
    await back();
    assert.equal((await world.sam.key(key)).state, 'destroyed');
  });

  await t.test('a key without a certificate is destroyed all the same', async () => {
    const chal = await create();
    await button('Create key').click();
    await back();
    const { key = '' } = (await result(chal)) ?? {};
    await page.goto((await askDeletion(world, signer, key)).url);
    await page.getByText('No certificate yet: nothing was signed with it.').waitFor();
    await page.getByLabel('I understand that this cannot be undone.').check();
    await button('Destroy key').click();
    await back();
    assert.equal((await world.sam.key(key)).state, 'destroyed');
  });

  await t.test('breaks no rule of its policy', () => assert.deepEqual(complaints, []));
});
