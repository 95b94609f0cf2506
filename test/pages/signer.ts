/** Somebody who has enrolled and has a key, for what begins there. */
import type { Page } from 'playwright-core';
import { addAuthenticator } from './browser.ts';
import { askEnrolment, askKey, bindCertificate, type World } from './world.ts';

export interface Signer {
  readonly signer: string;
  readonly key: string;
  readonly certificate: Uint8Array;
}

/** Through the pages, with a passkey device that the page has from then on. */
export async function becomeSigner(world: World, page: Page): Promise<Signer> {
  await addAuthenticator(page);
  const back = () => page.waitForURL((url) => url.pathname === '/back');
  const enrolment = await askEnrolment(world, 'account-1');
  await page.goto(enrolment.url);
  await page.getByRole('button', { name: 'Confirm your identity' }).click();
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await back();
  const signer = (await world.sam.status(enrolment.chal)).result?.signer ?? '';
  const { chal, url } = await askKey(world, signer);
  await page.goto(url);
  await page.getByLabel('I have read the terms and accept them.').check();
  await page.getByRole('button', { name: 'Create key' }).click();
  await back();
  const { key = '', csr = '' } = (await world.sam.status(chal)).result ?? {};
  return { signer, key, certificate: await bindCertificate(world, key, csr) };
}
