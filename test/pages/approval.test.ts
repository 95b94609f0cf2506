/** The approval page in a real browser before a real SAM: one signer's way, and everything that must stop her. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openWindow, seen } from './browser.ts';
import {
  type Attacks,
  agreement,
  type Paper,
  prepare,
  prepareContained,
  prepareFile,
  prepareJson,
  prepareXml,
} from './papers.ts';
import * as samples from './samples.ts';
import {
  askEnrolment,
  askKey,
  askSignature,
  bindCertificate,
  branded,
  consentOnly,
  eitherWay,
  loginOnly,
  openWorld,
} from './world.ts';

/** What an SSA in an attacker's hands could send, and the check that finds it. */
const attacks: readonly (readonly [string, string, Attacks])[] = [
  ['the document is not the one handed in', 'original-digest', { file: (bytes) => flipped(bytes, 100) }],
  ['the original is said to be shorter', 'original-size', { proof: (fields) => ({ ...fields, originalSize: 10 }) }],
  ['a part of the file stays unsigned', 'range-end', { file: (bytes) => Buffer.concat([bytes, Buffer.from('more')]) }],
  ['the appended part shows something else', 'message-digest', { file: (bytes) => flipped(bytes, bytes.length - 2) }],
  [
    'the attributes are not those to be signed',
    'dtbsr',
    { proof: (fields) => ({ ...fields, signedAttributes: otherTime(String(fields['signedAttributes'])) }) },
  ],
];

const attacksOnFiles: readonly (readonly [string, string, Attacks])[] = [
  ['it is not the one handed in', 'original-digest', { file: (bytes) => flipped(bytes, 5) }],
  ['something stands behind it', 'original-size', { file: (bytes) => Buffer.concat([bytes, Buffer.from('more')]) }],
  ['only a part would be signed', 'range-unasked', { proof: (fields) => ({ ...fields, byteRange: [0, 10, 12, 3] }) }],
];

test('the approval page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const { page, complaints } = await openWindow(browser);
  const authenticator = await addAuthenticator(page);
  let signer = '';
  let key = '';
  let certificate: Uint8Array;
  let paper: Paper;

  await t.test('sets up a signature: identity at the provider, then a passkey', async () => {
    const { chal, url } = await askEnrolment(world, 'account-1');
    await page.goto(url);
    await seen(page, 'enrol-identity', 'Set up your signature');
    await page.getByRole('button', { name: 'Confirm your identity' }).click();
    await seen(page, 'enrol-passkey', 'Create your passkey');
    assert.equal(page.url(), url, 'the ID token stays in the address bar');
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await backAtTheDesk(page);
    const { state, result } = await world.sam.status(chal);
    assert.equal(state, 'activated');
    assert.equal(result?.identity?.attributes.commonName, 'Ana Ruiz García');
    signer = result?.signer ?? '';
  });

  await t.test('does not set up the same person a second time, whatever the account', async () => {
    const { chal, url } = await askEnrolment(world, 'account-2');
    await page.goto(url);
    await page.getByRole('button', { name: 'Confirm your identity' }).click();
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await seen(page, 'enrol-not-allowed', 'This is not allowed');
    assert.notEqual((await world.sam.status(chal)).state, 'activated');
    const [refused, ...more] = complaints.splice(0);
    assert.match(refused ?? '', /status of 403/);
    assert.deepEqual(more, []);
  });

  await t.test('creates a key only after the terms are shown and accepted', async () => {
    const { chal, url } = await askKey(world, signer);
    await page.goto(url);
    await page.getByText('Only you can use it.', { exact: false }).last().waitFor();
    assert.ok(await page.getByRole('button', { name: 'Create key' }).isDisabled());
    await page.getByLabel('I have read the terms and accept them.').check();
    await seen(page, 'key', 'Create your signing key?');
    await page.getByRole('button', { name: 'Create key' }).click();
    await backAtTheDesk(page);
    const { result } = await world.sam.status(chal);
    key = result?.key ?? '';
    certificate = await bindCertificate(world, key, result?.csr ?? '');
    paper = prepare('Loan agreement 2231.pdf', await agreement('Loan agreement 2231', 12), certificate);
  });

  await t.test('refuses terms that are not the ones in the statement', async () => {
    const { url } = await askKey(world, signer);
    world.desk.attacks.terms = 'Terms nobody agreed on';
    await page.goto(url);
    await page.getByText('terms-digest').waitFor();
    await seen(page, 'key-doubt', 'Create your signing key?');
    assert.ok(await page.getByRole('button', { name: 'Create key' }).isDisabled());
    delete world.desk.attacks.terms;
  });

  await t.test('shows the document, and signs with one gesture after every check has passed', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    await page.goto(url);
    await page.getByText('Checked in this browser').first().waitFor();
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
    await seen(page, 'sign', 'Sign this document?');
    assert.equal(await page.getByText('contains scripts').count(), 0, 'a signature field is taken for a script');
    const facts = await page.locator('.facts').first().innerText();
    assert.match(facts, /12 pages/);
    assert.match(facts, /You sign as\s+Ana Ruiz García\s+Certificate by Pages Authority, valid until \d+ \w+ 20\d\d/);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test(
    'wears the logo and the colours that are configured for the group, and no word of the asking side',
    async () => {
      const { chal, url } = await askSignature(world, signer, key, { papers: [paper], group: branded });
      await page.goto(url);
      await page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor();
      await page.locator('[data-page="1"] .textLayer span').first().waitFor();
      await seen(page, 'sign-branded', 'Sign this document?');
      const logo = page.getByRole('banner').getByRole('img', { name: 'Bancos del Norte' });
      assert.equal(await logo.evaluate((img) => (img as { naturalWidth?: number }).naturalWidth), 360);
      const button = "getComputedStyle(document.querySelector('button.primary')).backgroundColor";
      assert.equal(await page.evaluate(button), 'rgb(217, 83, 0)');
      assert.equal(await page.getByRole('contentinfo').count(), 0);
      await world.sam.cancel(chal);
      await page.reload();
      await seen(page, 'sign-branded-withdrawn', 'This request was withdrawn');
      await logo.waitFor();
    },
  );

  await t.test('can be used with the keyboard alone', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Sign this document?');
    assert.deepEqual(await walk(page, 2), ['Refuse', 'Sign']);
    await page.keyboard.press('Enter');
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('says that it was signed, not that it was not, where another window was faster', async () => {
    const { url } = await askSignature(world, signer, key, { papers: [paper] });
    await page.goto(url);
    const slower = await page.context().newPage();
    await slower.goto(url);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await backAtTheDesk(page);
    await slower.getByRole('button', { name: 'Refuse' }).click();
    await slower.getByRole('heading', { name: 'This request is already approved' }).waitFor();
    assert.equal(await slower.getByText('Nothing was signed').count(), 0);
    await slower.close();
  });

  await t.test('refuses as easily as it approves', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    await page.goto(url);
    const [refuse, sign] = [
      page.getByRole('button', { name: 'Refuse' }),
      page.getByRole('button', { name: 'Sign', exact: true }),
    ];
    const [a, b] = [await refuse.boundingBox(), await sign.boundingBox()];
    assert.deepEqual([a?.width, a?.height], [b?.width, b?.height]);
    await refuse.click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'refused');
  });

  await t.test('signs nothing when the passkey stays locked, and lets her try again', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    await authenticator.unlock(false);
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByText('The passkey was not used. Nothing was signed.').waitFor();
    await page.getByText(`Reference for support: ${chal}`).waitFor();
    await seen(page, 'sign-locked', 'Sign this document?');
    assert.equal((await world.sam.status(chal)).state, 'open');
    await authenticator.unlock(true);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await backAtTheDesk(page);
  });

  await t.test('signs by a login that is made for this request, and only after she has decided here', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper], group: loginOnly });
    await page.goto(url);
    await page.getByText('Checked in this browser').first().waitFor();
    await seen(page, 'sign-to-log-in', 'Sign this document?');
    await page.getByRole('button', { name: 'Log in at' }).click();
    await page.getByText('You have just logged in').waitFor();
    await page.getByText('Checked in this browser').first().waitFor();
    await seen(page, 'sign-logged-in', 'Sign this document?');
    assert.equal(page.url(), url, 'the ID token stays in the address bar');
    assert.equal((await world.sam.status(chal)).state, 'open', 'approved before she decided');
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test(
    'leaves her the choice where officers do, and keeps a refused or foreign login from counting',
    async () => {
      const { chal } = await askSignature(world, signer, key, { papers: [paper], group: eitherWay });
      await page.goto(`${world.sic}/idp/return#state=${chal}&error=access_denied`);
      await page.getByText('The login was not completed.').waitFor();
      await page.goto(`${world.sic}/idp/return#state=${chal}&id_token=eyJhbGciOiJub25lIn0.e30.x`);
      await page.getByText('The login belongs to another request.').waitFor();
      await seen(page, 'sign-either', 'Sign this document?');
      await page.getByRole('button', { name: 'Log in at' }).click();
      await page.getByText('You have just logged in').waitFor();
      await page.getByRole('button', { name: 'Use your passkey instead', disabled: false }).click();
      await backAtTheDesk(page);
      assert.equal((await world.sam.status(chal)).state, 'activated');
    },
  );

  await t.test('creates a key of SCAL1 by the decision alone, where officers say so', async () => {
    const { chal, url } = await askKey(world, signer, consentOnly, 1);
    await page.goto(url);
    await page.getByLabel('I have read the terms and accept them.').check();
    await page.getByText('You are logged in, so nothing more is asked for.').waitFor();
    await page.getByText('Technical details').click();
    await page.getByText('scal1-consent: consent').waitFor();
    await page.getByRole('button', { name: 'Create key' }).click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('sets up a signature with a provider that speaks SAML', async () => {
    const who = { issuer: world.samlIssuer, subject: 'person-1002' };
    const { chal, url } = await askEnrolment(world, 'account-saml', undefined, undefined, who);
    await page.goto(url);
    await page.getByRole('button', { name: 'Confirm your identity' }).click();
    await page.getByLabel('User name').fill('luis');
    await page.getByLabel('Password').fill('luis');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Continue to Approvals' }).click();
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await backAtTheDesk(page);
    const { result } = await world.sam.status(chal);
    assert.equal(result?.identity?.attributes.commonName, 'Luis Gómez Peña');
  });

  await t.test('creates a key by a login as well', async () => {
    const { chal, url } = await askKey(world, signer, loginOnly);
    await page.goto(url);
    await page.getByLabel('I have read the terms and accept them.').check();
    await page.getByRole('button', { name: 'Log in at' }).click();
    await page.getByText('You have just logged in').waitFor();
    await page.getByLabel('I have read the terms and accept them.').check();
    await page.getByRole('button', { name: 'Create key' }).click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('does not sign what it could not fetch, and fetches again', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    const fetched = '**/sign/view/**';
    await page.route(fetched, (route) => route.abort());
    await page.goto(url);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByText(`Reference for support: ${chal}`).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Sign', exact: true }).isDisabled());
    await page.unroute(fetched);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor();
    for (const complaint of complaints.splice(0)) assert.match(complaint, /ERR_FAILED/);
  });

  await t.test('lets her say that she did not ask for this', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper] });
    await page.goto(url);
    await page.getByRole('button', { name: 'I did not ask for this' }).click();
    await seen(page, 'reported', 'Thank you. The request is closed');
    assert.equal((await world.sam.status(chal)).state, 'refused');
    await page.goto(url);
    await seen(page, 'already-refused', 'This request was refused');
  });

  await t.test('says plainly what it cannot show, and breaks a long name where its room ends', async () => {
    const unseen = `Contract_known_only_by_its_hash${'_and_by_nothing_else'.repeat(8)}`;
    const { url } = await askSignature(world, signer, key, { papers: [paper], unseen: [unseen] });
    await page.goto(url);
    await page.getByText('sent only its fingerprint', { exact: false }).first().waitFor();
    await seen(page, 'sign-two-one-unseen', 'Sign these 2 documents?');
    await page.getByRole('button', { name: unseen }).click();
    await page.getByText('The content of this document is not available here.').waitFor();
  });

  await t.test('names attached files and scripts', async () => {
    const burdened = prepare('With annex.pdf', await agreement('With annex', 1, true), certificate);
    const { url } = await askSignature(world, signer, key, { papers: [burdened] });
    await page.goto(url);
    await page.getByText('carries 1 attached file').waitFor();
    await page.getByText('contains scripts').waitFor();
    await seen(page, 'sign-notes', 'Sign this document?');
  });

  const askFiles = (...files: readonly samples.Sample[]) =>
    askSignature(world, signer, key, { papers: files.map((file) => prepareFile(file, certificate)) });

  await t.test('shows a text, and what cannot be seen in it as its code', async () => {
    await page.goto((await askFiles(samples.text)).url);
    const shown = page.getByLabel('Text of Poder notarial.txt');
    await shown.getByText('U+202E').waitFor();
    assert.match(await shown.innerText(), /retirar U\+202E00,1 EURU\+202C\.\n\tMadrid/);
    await page.getByText('2 characters that cannot be seen').waitFor();
    await page.getByText('what you see is exactly what will be signed').waitFor({ state: 'attached' });
    await seen(page, 'sign-text', 'Sign this document?');
  });

  await t.test('shows XML as its source, line by line, and runs nothing of it', async () => {
    await page.goto((await askFiles(samples.xml)).url);
    const shown = page.getByLabel('Source of Invoice 2231.xml');
    await shown.getByText('<Invoice xmlns="urn:example:invoice">').waitFor();
    await page.getByText('names a document type or a stylesheet').waitFor();
    assert.equal(await shown.locator('.line').count(), 306);
    assert.equal(await page.locator('script:not([src])').count(), 0);
    assert.match(await page.title(), /^Sign this document/);
    await seen(page, 'sign-xml', 'Sign this document?');
  });

  await t.test('shows a picture from the bytes it has checked', async () => {
    await page.goto((await askFiles(samples.picture)).url);
    const picture = page.getByRole('img', { name: 'Picture: Site plan.png' });
    await picture.waitFor();
    assert.equal(await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth), 640);
    await seen(page, 'sign-picture', 'Sign this document?');
    const before = (await picture.boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Zoom in' }).click();
    assert.equal(Math.round(((await picture.boundingBox())?.width ?? 0) / before / 0.25), 5);
  });

  await t.test('says that a picture cannot be shown, and hands it out', async () => {
    await page.goto((await askFiles(samples.brokenPicture)).url);
    await page.getByText('This browser cannot show the document.').waitFor();
  });

  await t.test('asks to open elsewhere what it cannot show, and hands out the bytes it has checked', async () => {
    await page.goto((await askFiles(samples.page)).url);
    await page.getByText('open it with a program you trust before you sign').waitFor();
    await page.getByText('or download here, is exactly what will be signed').waitFor({ state: 'attached' });
    await seen(page, 'sign-unshown', 'Sign this document?');
    assert.deepEqual(await downloaded(page), samples.page.original);
  });

  await t.test('shows XML in the form in which it is signed within itself, and hands out that', async () => {
    const enveloped = prepareXml(samples.order, certificate, Buffer.from(samples.orderAsSigned));
    await page.goto((await askSignature(world, signer, key, { papers: [enveloped] })).url);
    await page.getByText(samples.orderAsSigned).waitFor();
    await page.getByText('the XML in the form that is signed').waitFor();
    await seen(page, 'sign-canonical', 'Sign this document?');
    await page.getByText('Technical details').click();
    await page.getByText('belongs to this document and to no other').waitFor();
    assert.equal(await page.getByText('will cover the whole document').count(), 0, 'the file was not compared');
    assert.equal((await downloaded(page)).toString(), samples.orderAsSigned);
  });

  await t.test('does not show XML in a form that is not the one to be signed', async () => {
    const other = Buffer.from(samples.orderAsSigned.replace('1', '9'));
    const enveloped = prepareXml(samples.order, certificate, other);
    await page.goto((await askSignature(world, signer, key, { papers: [enveloped] })).url);
    await page.getByText('reference-digest').first().waitFor();
    assert.ok(await page.getByRole('button', { name: 'Sign', exact: true }).isDisabled());
  });

  await t.test('does not sign a file by a manifest that lists another one', async () => {
    const honest = prepareContained(samples.text, certificate);
    const other = prepareContained(samples.page, certificate);
    const swapped = { ...honest, prepared: other.prepared, proof: other.proof };
    await page.goto((await askSignature(world, signer, key, { papers: [swapped] })).url);
    await page.getByText('manifest-digest').first().waitFor();
    assert.ok(await page.getByRole('button', { name: 'Sign', exact: true }).isDisabled());
  });

  await t.test('signs documents of mixed formats with one gesture', async () => {
    const files = [samples.text, samples.xml, samples.picture, samples.page];
    const beside = prepareXml(samples.text, certificate);
    const within = prepareXml(samples.order, certificate, Buffer.from(samples.orderAsSigned));
    const contained = prepareContained(samples.text, certificate);
    const json = prepareJson(samples.picture, certificate);
    const papers = [paper, ...files.map((file) => prepareFile(file, certificate)), beside, within, contained, json];
    const { chal, url } = await askSignature(world, signer, key, { papers });
    await page.goto(url);
    await seen(page, 'sign-mixed', 'Sign these 9 documents?');
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  const thousand = Array.from({ length: 1_000 }, (_, i) => {
    const label = i % 2 === 0 ? `Contract ${i + 1}.txt` : `عقد القرض ${i + 1}.txt`;
    return prepareFile({ ...samples.text, label, original: Buffer.from(`Contract number ${i + 1}.`) }, certificate);
  });

  await t.test('lets her find one of a thousand documents by keyboard alone, and signs them all', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper, ...thousand.slice(1)] });
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor({ timeout: 60_000 });
    await seen(page, 'sign-thousand', 'Sign these 1,000 documents?');
    await page.getByRole('searchbox', { name: 'Search by name' }).focus();
    await page.keyboard.type('القرض 62');
    await page.getByText('6 documents found').waitFor();
    assert.deepEqual(await walk(page, 2), ['Next', await page.getByRole('listbox').textContent()]);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page
      .getByLabel(/Text of .*628\.txt/)
      .getByText('Contract number 628.')
      .waitFor();
    await page.getByText('628 of 1,000').waitFor();
    await seen(page, 'sign-thousand-found', 'Sign these 1,000 documents?');
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await backAtTheDesk(page);
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('signs none of a thousand documents when one is not the one handed in, and says which', async () => {
    const { url } = await askSignature(world, signer, key, { papers: thousand });
    const wrong = Buffer.from('Contract number 700.');
    world.desk.attacks.file = (bytes) => (wrong.equals(bytes) ? flipped(bytes, 3) : bytes);
    await page.goto(url);
    await page.getByRole('button', { name: 'Show the first of them' }).click({ timeout: 60_000 });
    await page.getByText('700 of 1,000').waitFor();
    const line = page.getByRole('option', { selected: true });
    await line.getByText('Failed a check').waitFor();
    const [at, list] = [await line.boundingBox(), await page.getByRole('listbox').boundingBox()];
    assert.ok(at && list && at.y >= list.y && at.y + at.height <= list.y + list.height, 'the line is out of sight');
    await page.getByText('1,000 of 1,000', { exact: false }).waitFor({ state: 'detached' });
    await seen(page, 'sign-thousand-doubt', 'Sign these 1,000 documents?');
    assert.ok(await page.getByRole('button', { name: 'Sign', exact: true }).isDisabled());
    delete world.desk.attacks.file;
  });

  for (const [name, code, attack] of attacksOnFiles) {
    await t.test(`does not show or sign a file when ${name}`, async () => {
      const { url } = await askFiles(samples.text);
      Object.assign(world.desk.attacks, attack);
      await page.goto(url);
      await page.getByText(code, { exact: false }).first().waitFor();
      assert.ok(await page.getByRole('button', { name: 'Sign', exact: true }).isDisabled());
      assert.equal(await page.locator('.line').count(), 0, 'a document that failed a check is shown');
      delete world.desk.attacks.file;
      delete world.desk.attacks.proof;
    });
  }

  for (const [name, code, attack] of attacks) {
    await t.test(`keeps Sign disabled when ${name}`, async () => {
      const { url } = await askSignature(world, signer, key, { papers: [paper] });
      Object.assign(world.desk.attacks, attack);
      await page.goto(url);
      await page.getByText(code, { exact: false }).first().waitFor();
      if (code === 'original-digest') await seen(page, 'sign-doubt', 'Sign this document?');
      assert.ok(await page.getByRole('button', { name: 'Sign', exact: true }).isDisabled());
      assert.ok(await page.getByRole('button', { name: 'Refuse' }).isEnabled());
      assert.equal(await page.locator('canvas').count(), 0, 'a document that failed a check is shown');
      delete world.desk.attacks.file;
      delete world.desk.attacks.proof;
    });
  }

  await t.test('ends when the time is over', async () => {
    const { url } = await askSignature(world, signer, key, { papers: [paper], lifetime: 60 });
    await page.clock.install();
    await page.goto(url);
    await page.getByText('Less than one minute').waitFor({ state: 'attached' });
    await page.clock.fastForward(61_000);
    await seen(page, 'expired', 'The time for this request is over');
  });

  await t.test('breaks no rule of its own policy', () => assert.deepEqual(complaints, []));

  await t.test('does not know an address nobody made', async () => {
    await page.goto(`${world.sic}/approve/c_unknown`);
    await seen(page, 'not-found', 'This request does not exist');
    const [missing, ...more] = complaints.splice(0);
    assert.match(missing ?? '', /404/);
    assert.deepEqual(more, []);
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/** The same attributes with a bit changed behind the message digest. */
function otherTime(attributes: string): string {
  const bytes = Buffer.from(attributes, 'base64url');
  return Buffer.from(flipped(bytes, bytes.length - 1)).toString('base64url');
}

async function downloaded(page: Page): Promise<Buffer> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  return readFile(await (await downloading).path());
}

async function backAtTheDesk(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Back at the desk' }).waitFor();
}

/** The names of what the next steps with the tabulator reach. */
async function walk(page: Page, steps: number): Promise<unknown[]> {
  const names: unknown[] = [];
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate('document.activeElement.textContent'));
  }
  return names;
}
