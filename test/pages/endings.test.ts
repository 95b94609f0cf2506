/** Where the way of a person ends early: each page says what happened, whether anything was signed, and what to do now. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminClient } from '@chancery/api/client';
import type { Page } from 'playwright-core';
import { enrol, openWorld, person, type World } from '../integration/world.ts';
import { openBrowser, openWindow, seen, seenIn } from './browser.ts';
import { agreement } from './papers.ts';

test('the pages of an early end', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld();
  t.after(() => world.close());
  const { ssa, sic, port } = world.engine.origins;
  const ana = await enrol(world, person('ana'));
  const admin = new AdminClient({ origin: `http://127.0.0.1:${port}`, token: world.engine.data.secret('admin-token') });
  const { page, complaints } = await openWindow(browser);
  const content = await agreement('Lease', 1);
  const ask = (account?: string) =>
    world.client.signatureRequests.create({
      documents: [{ name: 'Lease.pdf', content }],
      redirect_uri: world.redirectUri,
      ...(account === undefined ? {} : { account }),
    });

  await t.test('an address that nobody made', async () => {
    await page.goto(`${ssa}/sign/AAAAAAAAAAAAAAAAAAAAAA`);
    await seen(page, 'end-nothing-here', 'There is nothing here');
    await page.goto(`${sic}/`);
    await seen(page, 'end-no-request', 'This request does not exist');
    await page.goto(ssa);
    await seen(page, 'end-front', 'This is a signing service');
  });

  await t.test('in the language of the browser', async () => {
    for (const [language, nothing, over] of [
      ['es', 'Aquí no hay nada', 'Esta solicitud ha terminado'],
      ['de', 'Hier gibt es nichts', 'Diese Anfrage ist vorbei'],
      ['fr', 'Il n’y a rien ici', 'Cette demande est terminée'],
      ['ar', 'لا يوجد شيء هنا', 'انتهى هذا الطلب'],
    ] as const) {
      const { page: window } = await openWindow(browser, language);
      await window.goto(`${ssa}/sign/AAAAAAAAAAAAAAAAAAAAAA`);
      await seenIn(window, language, 'end-nothing-here', nothing, language === 'ar');
      await window.goto(`${ssa}/interaction/unknown`);
      await seenIn(window, language, 'end-interaction', over);
      await window.context().close();
    }
  });

  await t.test('an application that asks wrongly', async () => {
    await page.goto(`${ssa}/oauth2/authorize?client_id=unknown&response_type=code`);
    await seen(page, 'end-oauth', 'This request was refused');
    await page.goto(`${ssa}/interaction/unknown`);
    await seen(page, 'end-interaction', 'This request is over');
  });

  await t.test('a person who has no account here, and comes back as one who has', async () => {
    const { authorization_url } = await ask(ana.account);
    await page.goto(authorization_url);
    await logIn(page, 'luis');
    await seen(page, 'end-no-account', 'Your account is not active here');
    await page.getByRole('link', { name: 'Log in as somebody else' }).click();
    await logIn(page, 'ana');
    await page.getByRole('heading', { name: 'Create your signing key?' }).waitFor();
  });

  await t.test('somebody else than the person it is meant for', async () => {
    const mei = await world.client.accounts.create({ name: 'Mei Tanaka', link: link(world, 'mei') });
    const { authorization_url } = await ask(mei.id);
    await page.goto(authorization_url);
    await page.getByText('You are logged in as Ana Ruiz García').waitFor();
    await seen(page, 'end-somebody-else', 'This is meant for somebody else');
    await page.getByRole('link', { name: 'Log in as somebody else' }).click();
    await logIn(page, 'mei');
    await seen(page, 'end-then-enrol', 'Set up your signature');
  });

  await t.test('a request that its application has withdrawn', async () => {
    const { id, authorization_url } = await ask();
    await world.client.signatureRequests.cancel(id);
    await page.goto(authorization_url);
    await seen(page, 'end-withdrawn', 'This request was withdrawn');
    await page.getByRole('link', { name: 'Back to Banco Norte' }).click();
    await page.getByText('the application').waitFor();
  });

  await t.test('an account that is suspended, with and without a session', async () => {
    const { authorization_url } = await ask(ana.account);
    await page.goto(`${ssa}/login?again&return=/docs`);
    await logIn(page, 'ana');
    await admin.accounts.setStatus(ana.account, 'suspended');
    await page.goto(authorization_url);
    await seen(page, 'end-suspended', 'Your account is not active');
    await page.goto((await ask()).authorization_url);
    await page.getByRole('heading', { name: 'Your account is not active here' }).waitFor();
    await admin.accounts.setStatus(ana.account, 'active');
    await page.goto(`${ssa}/logout`);
    await seen(page, 'end-logged-out', 'You are logged out');
  });

  await t.test('a signing module that is away, and is there again', async () => {
    const { authorization_url } = await ask(ana.account);
    await page.goto(`${ssa}/login?again&return=/docs`);
    await logIn(page, 'ana');
    await page.waitForLoadState('networkidle');
    await running(world, 'sam').stop();
    await page.goto(authorization_url);
    await seen(page, 'end-sam-away', 'The service cannot be reached');
    await world.engine.restart('sam');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Create your signing key?' }).waitFor();
  });

  await t.test('an identity provider that is away when the service starts', async () => {
    // Whatever a page still fetches must be there, or it complains.
    await page.goto(`${ssa}/logout`, { waitUntil: 'networkidle' });
    for (const name of ['servers', 'ssa']) await running(world, name).stop();
    await world.engine.restart('ssa');
    await page.goto((await ask()).authorization_url);
    await seen(page, 'end-idp-away', 'Nobody can log in here at the moment');
  });

  await t.test('complain of nothing but the statuses they came with', () => {
    const others = complaints.filter((one) => !/the server responded with a status of (400|403|404|503)/.test(one));
    assert.deepEqual(others, []);
  });
});

const running = ({ engine }: World, name: string) => engine.children.get(name) ?? assert.fail(`no process ${name}`);
const link = ({ engine }: World, username: string) => ({ issuer: engine.origins.idp, subject: person(username).sub });

async function logIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password').fill(name);
  await page.getByRole('button', { name: 'Log in' }).click();
}
