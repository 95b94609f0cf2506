/** One person's way through the whole running engine, in a real browser: from the upload to the signed PDF and back. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AdminClient, ChanceryClient } from '@chancery/api/client';
import type { Locator, Page } from 'playwright-core';
import { sampleLogo } from '../../look/src/sample-logo.test.ts';
import { pdfsig } from '../pdfsig.ts';
import { addAuthenticator, openBrowser, openWindow, seen } from './browser.ts';
import { forbidMouse, press, said, tabTo } from './keyboard.ts';
import { agreement } from './papers.ts';
import { startSandbox } from './running-sandbox.ts';

const look = {
  logo: { png: sampleLogo(360, 90).toString('base64'), text: 'Bancos del Norte' },
  colours: {
    light: { accent: '#7a2e00', button: '#d95300', button_text: '#000000' },
    dark: { accent: '#ffb38a', button: '#ff8a4c', button_text: '#000000' },
  },
  texts: { en: { greeting: 'The banks of the north', help: 'Questions? Call +34 900 000 000.' } },
  links: { terms: 'https://banks.example/terms', privacy: 'https://banks.example/privacy' },
};

test('a person signs at the demo provider', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const sandbox = await startSandbox(t);
  const downloads = await mkdtemp(join(tmpdir(), 'chancery-downloads-'));
  t.after(() => rm(downloads, { recursive: true }));
  const { page, complaints } = await openWindow(browser);
  await addAuthenticator(page);
  const original = Buffer.from(await agreement('Rental agreement 17', 3));

  await t.test('uploads a PDF and opens its link', async () => {
    await page.goto(sandbox.demo);
    await seen(page, 'journey-home', 'Have an agreement signed');
    await upload(page, 'Rental agreement 17.pdf', original);
    await page.getByText('Waiting for a signature').waitFor();
    await seen(page, 'journey-sent', 'Have an agreement signed');
    await page.getByRole('link', { name: 'Sign Rental agreement 17.pdf' }).click();
  });

  await t.test('is led through login, enrolment and a key to the document, without losing it', async () => {
    await seen(page, 'journey-login', 'Log in');
    await logIn(page, 'ana');
    await seen(page, 'journey-enrol-identity', 'Set up your signature');
    await page.getByRole('button', { name: 'Confirm your identity' }).click();
    await logIn(page, 'ana');
    await seen(page, 'journey-enrol-passkey', 'Create your passkey');
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await page.getByLabel('I have read the terms and accept them.').check();
    await seen(page, 'journey-key', 'Create your signing key?');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Page 1. The parties agree').waitFor({ state: 'attached' });
    await page.getByText('Certificate by Chancery Sandbox, valid until').waitFor();
    await seen(page, 'journey-sign', 'Sign this document?');
  });

  await t.test('approves, and sees the signed document in place', async () => {
    // The document brings no font: every host shows it in the same one, its own, which the worker fetches.
    const font = page.waitForResponse((answer) => answer.url().startsWith(`${sandbox.ssa}/pdfjs-`));
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByText('Page 1. The parties agree').waitFor({ state: 'attached' });
    assert.equal((await font).status(), 200);
    await seen(page, 'journey-result', 'Your document is signed');
  });

  await t.test('returns to the provider, sees it signed there, and downloads a valid PDF', async () => {
    await page.getByRole('link', { name: 'Back to Banco Norte' }).click();
    await seen(page, 'journey-signed', 'The agreement is signed');
    const file = await download(page, page.getByRole('link', { name: 'Download' }), downloads);
    const signed = await readFile(file);
    assert.deepEqual(signed.subarray(0, original.length), original);
    const verdict = pdfsig(file, sandbox.root);
    for (const word of [
      /Signature is Valid/,
      /Certificate is Trusted/,
      /Total document signed/,
      /Common Name: Ana Ruiz García/,
    ])
      assert.match(verdict, word);
  });

  await t.test('signs a second document with one decision', async () => {
    await page.goto(sandbox.demo);
    await openSample(page);
    await approvalOpen(page);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByRole('heading', { name: 'Your document is signed' }).waitFor();
  });

  await t.test('takes more time to decide when five minutes are not enough', async () => {
    await page.goto(sandbox.demo);
    const link = await openSample(page);
    await approvalOpen(page);
    await page.getByRole('link', { name: 'I need more time' }).click();
    await page.getByText('29 minutes').waitFor();
    await approvalOpen(page);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByRole('heading', { name: 'You have refused' }).waitFor();
    await page.goto(link);
    await page.getByRole('heading', { name: 'You have refused' }).waitFor();
  });

  await t.test('refuses a third, and nothing is signed', async () => {
    await page.goto(sandbox.demo);
    await openSample(page);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await seen(page, 'journey-refused', 'You have refused');
    await page.getByRole('link', { name: 'Back to Banco Norte' }).click();
    await seen(page, 'journey-not-signed', 'Not signed');
  });

  await t.test('may reload, open a second tab and go back: one request, one decision', async () => {
    await page.goto(sandbox.demo);
    const link = await openSample(page);
    await approvalOpen(page);
    const approval = page.url();
    await page.reload();
    await approvalOpen(page);
    const second = await page.context().newPage();
    await second.goto(link);
    await approvalOpen(second);
    assert.equal(second.url(), approval);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByRole('heading', { name: 'Your document is signed' }).waitFor();
    await second.reload();
    await seen(second, 'journey-approved-elsewhere', 'This request is already approved');
    await second.getByRole('link', { name: 'Continue' }).click();
    await second.getByRole('heading', { name: 'Your document is signed' }).waitFor();
    await page.goBack();
    await page.goForward();
    await page.getByRole('heading', { name: 'Your document is signed' }).waitFor();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Your document is signed' }).waitFor();
  });

  await t.test('goes the whole way by keyboard alone, sees where she is, and hears what happens', async () => {
    const client = new ChanceryClient({ ...sandbox, origin: sandbox.ssa });
    const [{ account = '' } = {}] = (await client.signatureRequests.list({})).signature_requests;
    const algorithm = { kind: 'ec', curve: 'P-384' } as const;
    const { url } = await client.identities.create({ account, algorithm, scal: 2 });
    await forbidMouse(page);
    await page.context().clearCookies();
    await page.goto(url);
    await headed(page, 'Create your signing key?');
    await page.getByRole('checkbox', { name: /I have read the terms/ }).waitFor();
    await press(page, /I have read the terms/, 'Space');
    assert.deepEqual(await tabTo(page, 'Create key'), ['I need more time', 'Refuse', 'Create key']);
    await page.keyboard.press('Enter');
    await headed(page, 'Your signing key is ready');

    await page.goto(sandbox.demo);
    await press(page, 'Use the sample');
    await page.getByRole('link', { name: /^Sign Loan/ }).waitFor();
    await press(page, /^Sign Loan/);
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type('ana');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ana');
    await page.keyboard.press('Enter');

    await headed(page, 'Before you sign');
    await tabTo(page, /^Ana Ruiz García/);
    await page.keyboard.press('ArrowDown');
    assert.ok(await page.getByRole('radio').last().isChecked());
    await press(page, 'Continue');

    await headed(page, 'Sign this document?');
    await page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor();
    assert.ok((await said(page)).includes('Checked in this browser: what you see is exactly what will be signed.'));
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
    const decision = ['I need more time', 'Refuse', 'Sign', 'Technical details', 'I did not ask for this'];
    const tools = ['Page', 'Zoom out', 'Zoom in'];
    assert.deepEqual(await tabTo(page, 'Zoom in'), [...decision, ...tools]);
    await page.keyboard.press('Enter');
    assert.ok((await said(page)).includes('Zoom 125%'));
    await press(page, 'Search');
    await page.keyboard.type('instalments');
    await page.getByRole('status').filter({ hasText: '1 of 2, page 1' }).waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(await tabTo(page, /^Pages of/), ['Download', 'Pages of Loan agreement 2231.pdf']);
    await page.keyboard.press('End');
    await page.locator('[data-page="2"] .textLayer span').first().waitFor();
    await tabTo(page, 'Sign', 'Shift+Tab');
    await page.keyboard.press('Enter');

    await headed(page, 'Your document is signed');
    assert.match((await said(page))[0] ?? '', /^Signed\s+Your document is signed\s+Banco Norte has received it/);
    await press(page, 'Back to Banco Norte');
    await page.getByRole('heading', { name: 'The agreement is signed' }).waitFor();
    await tabTo(page, 'Download');
  });

  await t.test('releases what she ticks to an application that asks, by keyboard, and is told why', async () => {
    const admin = new AdminClient({ origin: sandbox.ssa, token: sandbox.adminToken });
    const { provider } = await admin.clients.get(sandbox.clientId);
    const { group } = await admin.providers.get(provider);
    await admin.groups.change(group, { branding: look });
    const asking = { redirect_uris: [sandbox.inbox], scopes: ['openid', 'profile', 'person_identifier'] } as const;
    const purpose = { en: 'To fill in the tenancy agreement for you.' };
    const { id, secret = '' } = await admin.clients.create({
      ...{ provider, redirect_uris: [...asking.redirect_uris], scopes: [...asking.scopes], data_purpose: purpose },
    });
    const query = { response_type: 'code', client_id: id, scope: asking.scopes.join(' '), redirect_uri: sandbox.inbox };
    await page.goto(`${sandbox.ssa}/oauth2/authorize?${new URLSearchParams(query)}`);
    await seen(page, 'journey-release', 'What may be known of you?');
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0);
    await tabTo(page, /^Given name/);
    await page.keyboard.press('Space');
    const returned = page.waitForRequest((request) => request.url().startsWith(`${sandbox.inbox}/?code=`));
    await press(page, 'Go on');
    await page.getByRole('heading', { name: 'Messages' }).waitFor();
    const form = {
      grant_type: 'authorization_code',
      redirect_uri: sandbox.inbox,
    };
    const code = new URL((await returned).url()).searchParams.get('code') ?? '';
    const post = { method: 'POST', body: new URLSearchParams({ ...form, code }) };
    const headers = { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
    const answer = await fetch(`${sandbox.ssa}/oauth2/token`, { ...post, headers });
    assert.equal(answer.status, 200);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const told = await fetch(`${sandbox.ssa}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const { given_name, family_name, name, person_identifier } = (await told.json()) as Record<string, unknown>;
    assert.deepEqual([given_name, family_name, name, person_identifier], ['Ana', undefined, undefined, undefined]);
    await page.goto(`${sandbox.ssa}/data-release`);
    await press(page, 'Take it back from Banco Norte');
    await page.getByRole('status').getByText('It is taken back.').waitFor();
    const later = await fetch(`${sandbox.ssa}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(((await later.json()) as Record<string, unknown>)['given_name'], undefined);
    await admin.groups.change(group, { branding: {} });
  });

  await t.test('finds an inbox where messages would be', async () => {
    await page.goto(sandbox.inbox);
    await seen(page, 'journey-inbox', 'Messages');
  });

  await t.test('reads what the APIs do, and goes to an operation by keyboard', async () => {
    await page.goto(sandbox.docs);
    await seen(page, 'journey-docs', 'The APIs of Chancery sandbox');
    await page.getByRole('link', { name: 'Ask for signatures' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ask for signatures' }).waitFor();
    const operation = page.locator(new URL(page.url()).hash);
    await operation.getByText('Refusals').press('Enter');
    await operation.getByText('422 document_encrypted').waitFor();
  });

  await t.test('breaks no rule of any policy on the way', () => assert.deepEqual(complaints, []));
});

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel(/PDF, at most/).setInputFiles({ name, mimeType: 'application/pdf', buffer });
  await page.getByRole('button', { name: 'Send to be signed' }).click();
}

async function logIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password').fill(name);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Has the sample sent and opens its link, which is returned. */
async function openSample(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Use the sample' }).click();
  const link = page.getByRole('link', { name: /^Sign / });
  const address = await link.getAttribute('href');
  await link.click();
  return address ?? '';
}

/** A page that came by itself begins at its heading. */
async function headed(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor();
  const begins = 'document.activeElement === document.body || document.activeElement.matches("h1")';
  assert.ok(await page.evaluate(begins), 'the page begins elsewhere than at its heading');
}

async function approvalOpen(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Sign this document?' }).waitFor();
  await page.getByRole('button', { name: 'Sign', exact: true, disabled: false }).waitFor();
}

async function download(page: Page, link: Locator, folder: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}
