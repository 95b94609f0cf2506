/** The approval page where a code and a PIN are typed, or the signer's phone approves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Phone, readInvitation } from '@chancery/sandbox';
import { addAuthenticator, openBrowser, openWindow, seen, seenIn } from './browser.ts';
import { agreement, type Paper, prepare } from './papers.ts';
import { person } from './people.ts';
import {
  askChange,
  askEnrolment,
  askKey,
  askRegistration,
  askSignature,
  bindCertificate,
  loginAndMore,
  openWorld,
  severalWays,
  ticketFor,
} from './world.ts';

const pin = '482913';

const asked = {
  es: '¿Firmar este documento?',
  de: 'Dieses Dokument signieren?',
  fr: 'Signer ce document ?',
  ar: 'هل توقّعون هذا المستند؟',
} as const;

test('what is typed and what the phone says, on the approval page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const world = await openWorld(t);
  const { page, complaints } = await openWindow(browser);
  await addAuthenticator(page);
  const back = () => page.waitForURL((url) => url.pathname === '/back');
  const code = () => /Code: (\d{6})/.exec(world.messages()[0]?.text ?? '')?.[1] ?? '';
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const ask = async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper], group: severalWays });
    await page.goto(url);
    await page.getByText('exactly what will be signed').first().waitFor();
    return chal;
  };
  let signer = '';
  let key = '';
  let paper: Paper;
  let phone: Phone;

  await t.test('sets the first PIN with the first passkey, where one will be asked for', async () => {
    const { chal, url } = await askEnrolment(world, 'account-1', undefined, severalWays);
    await page.goto(url);
    await button('Confirm your identity').click();
    await page.getByLabel('New PIN', { exact: true }).fill(pin);
    await page.getByLabel('New PIN once more').fill('4829');
    assert.equal(await button('Create passkey').isEnabled(), false);
    await page.getByLabel('New PIN once more').fill(pin);
    await seen(page, 'factors-enrol', 'Create your passkey');
    await button('Create passkey').click();
    await back();
    signer = (await world.sam.status(chal)).result?.signer ?? '';
    const made = await askKey(world, signer);
    await page.goto(made.url);
    await page.getByLabel('I have read the terms and accept them.').check();
    await button('Create key').click();
    await back();
    const { result } = await world.sam.status(made.chal);
    key = result?.key ?? '';
    const certificate = await bindCertificate(world, key, result?.csr ?? '');
    paper = prepare('Agreement 2240.pdf', await agreement('Agreement 2240', 1), certificate);
  });

  await t.test('approves by a code and a PIN; a wrong one is told, with what is left', async () => {
    const chal = await ask();
    await button('Use a code that is sent to you instead').click();
    await button('Send the code').click();
    const codeField = page.getByLabel(/^The code that was sent to .*\+34 ••• 01/);
    await codeField.waitFor();
    await codeField.focus();
    await page.keyboard.insertText(` ${code().slice(0, 3)} ${code().slice(3)}. `);
    assert.equal(await codeField.inputValue(), code(), 'a code that was copied is cut');
    await codeField.fill([...code()].map((figure) => String.fromCharCode(0x660 + Number(figure))).join(''));
    assert.equal(await codeField.inputValue(), code(), 'Arabic figures are lost');
    assert.equal(world.messages()[0]?.to, `tel:${person.phone}`);
    assert.equal(await codeField.getAttribute('autocomplete'), 'one-time-code');
    assert.equal(await button('Sign').isEnabled(), false);
    await page.getByLabel('Your PIN').fill('900000');
    await seen(page, 'factors-typed', 'Sign this document?');
    await button('Sign').click();
    await page.getByText('The proof was not accepted.').waitFor();
    await page.getByText('2 attempts are left.').waitFor();
    await page.getByText('4 attempts are left.').waitFor();
    assert.equal(await page.getByLabel('Your PIN').inputValue(), '');
    await seen(page, 'factors-wrong', 'Sign this document?');
    await codeField.fill(code());
    await page.getByLabel('Your PIN').fill(pin);
    await button('Sign').click();
    await back();
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('logs in for this request, types the PIN beside it, and decides then', async () => {
    const { chal, url } = await askSignature(world, signer, key, { papers: [paper], group: loginAndMore });
    await page.goto(url);
    await page.getByRole('button', { name: 'Log in at' }).click();
    await page.getByText('You have just logged in').waitFor();
    await page.getByText('exactly what will be signed').first().waitFor();
    assert.equal(await button('Sign').isEnabled(), false);
    await page.getByLabel('Your PIN').fill('900000');
    await seen(page, 'factors-login-pin', 'Sign this document?');
    await button('Sign').click();
    await page.getByText('The proof was not accepted.').waitFor();
    assert.equal((await world.sam.status(chal)).state, 'open');
    await page.getByLabel('Your PIN').fill(pin);
    await button('Sign').click();
    await back();
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('adds a phone by a passkey, an address and six digits', async () => {
    const { url } = await askChange(world, signer, { add: 'device' });
    await page.goto(url);
    await seen(page, 'factors-add-phone', 'Add a phone?');
    await button('Change').click();
    const address = page.locator('p .mono');
    await address.waitFor();
    const { state, sas } = await Phone.join(readInvitation(await address.innerText()), 'Test phone');
    phone = new Phone(state);
    await page.locator('.number').waitFor();
    assert.equal(await page.locator('.number').innerText(), sas);
    await seen(page, 'factors-compare', 'Does your phone show the same digits?');
    await button('They are the same').click();
    await back();
  });

  await t.test('names the phone that is to go, and keeps it when she refuses', async () => {
    const [, device] = (await world.sam.factorsOf(signer)).filter(({ kind }) => kind !== 'pin');
    const { url } = await askChange(world, signer, { remove: device?.id ?? '' });
    await page.goto(url);
    await seen(page, 'factors-remove-phone', 'Remove a phone?');
    assert.match(await page.locator('.facts').innerText(), /Phone\s+Test phone/);
    await button('Refuse').click();
    await back();
    await page.goto(url);
    await page.getByText('Nothing was changed.').waitFor();
    assert.equal((await world.sam.factorsOf(signer)).filter(({ kind }) => kind === 'device').length, 1);
  });

  await t.test('approves by the phone, which gets the number of the page', async () => {
    const chal = await ask();
    await button('Use your phone instead').click();
    await button('Ask my phone').click();
    const number = page.locator('.number');
    await number.waitFor();
    await seen(page, 'factors-phone', 'Sign this document?');
    const [question] = await phone.list();
    const documents = ['Agreement 2240.pdf'];
    assert.deepEqual(question, { chal, client: 'Banco Norte', purpose: 'sign', documents, push: false });
    const shown = await number.innerText();
    await assert.rejects(phone.approve(chal, shown === '47' ? '48' : '47'), { code: 'peer' });
    await phone.approve(chal, shown);
    await back();
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  for (const [language, heading] of Object.entries(asked)) {
    await t.test(`asks for a code and a PIN, and for the phone, in ${language}`, async () => {
      const { chal, url } = await askSignature(world, signer, key, {
        papers: [paper],
        group: severalWays,
        lang: language,
      });
      // Whatever is in front, the passkey or the phone comes first of the others.
      const other = page.locator('.decision p.small > button.link').nth(1);
      await page.goto(url);
      await page.locator('.act button.primary:enabled').waitFor();
      await other.click();
      await page.locator('.decision input').first().waitFor();
      await seenIn(page, language, 'factors-typed', heading);
      await other.click();
      await page.locator('.act button.primary').click();
      const number = page.locator('.number');
      await number.waitFor();
      await seenIn(page, language, 'factors-phone', heading);
      await phone.approve(chal, await number.innerText());
      await back();
    });
  }

  await t.test('ends when the phone says that she did not ask for it', async () => {
    const chal = await ask();
    await button('Use your phone instead').click();
    await button('Ask my phone').click();
    await page.locator('.number').waitFor();
    await phone.decline(chal, 'report');
    await back();
    assert.equal((await world.sam.status(chal)).state, 'refused');
    assert.equal((await world.sam.key(key)).state, 'suspended');
  });

  await t.test('sets another PIN, and the phone that got new keys leaves', async () => {
    const { url } = await askChange(world, signer, { add: 'pin' });
    await page.goto(url);
    for (const label of ['New PIN', 'New PIN once more']) await page.getByLabel(label, { exact: true }).fill('111111');
    await button('Change').click();
    await page.getByText('That PIN is one of the first that others would try.').waitFor();
    for (const label of ['New PIN', 'New PIN once more']) await page.getByLabel(label, { exact: true }).fill('739150');
    await seen(page, 'factors-pin', 'Set a PIN?');
    await button('Change').click();
    await back();
    await phone.rekey();
    assert.deepEqual(await phone.list(), []);
    await phone.leave();
    await assert.rejects(phone.list(), { code: 'peer' });
  });

  await t.test('logs in and types a code beside it, where she would rather not use the PIN', async () => {
    const { chal, url } = await askKey(world, signer, loginAndMore);
    await page.goto(url);
    const accept = () => page.getByLabel('I have read the terms and accept them.').check();
    await accept();
    await page.getByRole('button', { name: 'Log in at' }).click();
    await page.getByText('You have just logged in').waitFor();
    await accept();
    await button('Use a code that is sent to you instead').click();
    await button('Send the code').click({ timeout: 35_000 });
    const codeField = page.getByLabel(/^The code that was sent to /);
    await codeField.waitFor();
    await codeField.fill(code());
    await page.getByText('You have just logged in').waitFor();
    await button('Create key').click();
    await back();
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test(
    'enrols whom a registration officer has before her, by her ticket for this person and no other',
    async () => {
      const mei = {
        subject: 'R-2026-0007',
        loa: 'high',
        attributes: { commonName: 'Mei Tan', country: 'SG' },
      } as const;
      const { chal, url } = await askRegistration(world, 'account-mei', mei, severalWays);
      const another = await askRegistration(world, 'account-kai', { ...mei, subject: 'R-2026-0008' }, severalWays);
      await page.goto(url);
      const code = page.getByLabel('The code from the officer');
      await code.fill('rita');
      for (const label of ['New PIN', 'New PIN once more']) await page.getByLabel(label, { exact: true }).fill(pin);
      assert.equal(await button('Create passkey').isEnabled(), false);
      await code.fill(await ticketFor(world, another.chal));
      await button('Create passkey').click();
      await page.getByText('The proof was not accepted.').waitFor();
      await seen(page, 'factors-officer', 'Set up your signature');
      assert.match(
        await page.locator('.facts').innerText(),
        /You are\s+Mei Tan\s+Number in the register\s+R-2026-0007/,
      );
      assert.equal((await world.sam.status(chal)).state, 'open');
      await code.fill(await ticketFor(world, chal));
      for (const label of ['New PIN', 'New PIN once more']) await page.getByLabel(label, { exact: true }).fill(pin);
      await button('Create passkey').click();
      await back();
      assert.deepEqual((await world.sam.status(chal)).result?.identity?.attributes, mei.attributes);
    },
  );

  await t.test('takes the ticket out of the address that the officer hands over, and keeps it nowhere', async () => {
    const kai = { subject: 'R-2026-0009', loa: 'high', attributes: { commonName: 'Kai Lim' } } as const;
    const { chal, url } = await askRegistration(world, 'account-kai-2', kai);
    const ticket = await ticketFor(world, chal);
    await page.goto(`${url}#${ticket}`);
    await button('Create passkey').waitFor();
    assert.equal(await page.getByLabel('The code from the officer').inputValue(), ticket);
    assert.equal(page.url(), url);
    await button('Create passkey').click();
    await back();
    assert.equal((await world.sam.status(chal)).state, 'activated');
  });

  await t.test('breaks no rule of its policy', () =>
    assert.deepEqual(
      complaints.filter((one) => !/40[03]/.test(one)),
      [],
    ),
  );
});
