/** The result page in a real browser, under the policy of the signing service. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import type { Brand } from '../../look/src/brand.ts';
import { brandSheet } from '../../look/src/brand-colours.ts';
import { answerWith, readBuiltFiles } from '../../look/src/built-files.ts';
import { sampleLogo } from '../../look/src/sample-logo.test.ts';
import { buildPages, pagesFolder } from '../../programs/src/pages.ts';
import { securityHeaders } from '../../sic/src/security-headers.ts';
import { servePageFiles } from '../../ssa/src/http/page-files.ts';
import {
  createServer,
  messageDocument,
  releasePage,
  type StandingQuestion,
  standingPage,
} from '../../ssa/src/index.ts';
import { openBrowser, openWindow, seen, seenIn } from './browser.ts';
import { serve } from './loopback.ts';
import { agreement } from './papers.ts';

const common = {
  name: 'Banco Norte',
  signer: 'Ana Ruiz García',
  returnUrl: 'https://bank.example/',
  reference: 'R-7K3M-92QD',
  signature: { at: 1_790_000_000, issuer: 'Example Qualified CA', until: 1_893_456_000, level: 'B-LT' },
};

/** What is not said where nothing is signed. */
const unsigned = { signer: undefined, signature: undefined };

const site = { operator: 'Example Trust Services', sandbox: true };
const expired = { title: 'refusal.expired.title', text: 'refusal.expired.text', reference: 'r-1' } as const;
const logo = sampleLogo(360, 90);
const colours = {
  light: { accent: '#7a2e00', button: '#d95300', button_text: '#000000' },
  dark: { accent: '#ffb38a', button: '#ff8a4c', button_text: '#000000' },
};
const look: Brand = {
  sheet: '/brand/colours.css',
  logo: { url: '/brand/logo.png', text: 'Bancos del Norte', width: 360, height: 90 },
  links: {
    terms: 'https://banks.example/terms',
    privacy: 'https://banks.example/privacy',
    imprint: 'https://banks.example/imprint',
  },
};

const question = {
  action: '/interaction/i1/release',
  standing: '/data-release',
  clientName: 'Banco Norte',
  purpose: { en: 'To fill in the loan agreement for you.', es: 'Para rellenar por usted el contrato de préstamo.' },
  claims: [
    { claim: 'name', value: 'Ana Ruiz García', released: true },
    { claim: 'given_name', value: 'Ana', released: false },
    { claim: 'family_name', value: 'Ruiz García', released: false },
    { claim: 'person_identifier', value: undefined, released: false },
  ],
} as const;

const long = 'Sociedad_de_Garantía_Recíproca'.repeat(6);
const standing = {
  action: '/data-release',
  releases: [
    { client: 'c1', name: 'Banco Norte', claims: ['given_name', 'name', 'person_identifier'] },
    { client: 'c2', name: long, claims: ['family_name'] },
  ],
};

function answerWithPage(response: ServerResponse, page: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

test('the result page', async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  await buildPages(() => undefined);
  const files = readBuiltFiles(pagesFolder('ssa'));
  const pdf = await agreement('Loan agreement 2231', 3);
  let state: Record<string, unknown> | undefined;
  let brand: Brand | undefined;
  let taken: StandingQuestion = { ...standing, takenBack: false };
  let verdict: Record<string, unknown> = { level: 'B-LT', indication: 'TOTAL-PASSED' };
  const written = servePageFiles(createServer(site), { ...site, pagesFolder: pagesFolder('ssa') });
  const origin = await serve(t, (request, response, { pathname }) => {
    const file = files.get(pathname);
    for (const [name, value] of Object.entries(securityHeaders('', false))) response.setHeader(name, value);
    if (pathname === '/sign/r1/result') return answerWithPage(response, written(brand));
    if (file !== undefined) {
      const { status, headers, body } = answerWith(file, request.headers);
      return response.writeHead(status, headers).end(body);
    }
    if (pathname === '/brand/logo.png') return response.writeHead(200, { 'content-type': 'image/png' }).end(logo);
    if (pathname === '/brand/colours.css')
      return response.writeHead(200, { 'content-type': 'text/css' }).end(brandSheet(colours));
    if (pathname === '/release')
      return answerWithPage(response, releasePage(question, site, request.headers['accept-language']));
    if (pathname === '/standing')
      return answerWithPage(response, standingPage(taken, site, request.headers['accept-language']));
    if (pathname === '/refusal') return answerWithPage(response, messageDocument(expired, site, 'en', brand));
    if (pathname === '/sign/r1/documents/0/verdict.json') return response.end(JSON.stringify(verdict));
    if (pathname === '/sign/r1/documents/0') return response.end(pdf);
    if (pathname === '/sign/r1/state.json' && state !== undefined) return response.end(JSON.stringify(state));
    return response.writeHead(404).end(JSON.stringify({ code: 'not_found', reference: 'r-404' }));
  });
  const { page, complaints } = await openWindow(browser);
  const address = `${origin}/sign/r1/result`;
  const document = { name: 'Loan agreement 2231.pdf', size: pdf.length, state: 'signed', url: '/sign/r1/documents/0' };
  const unmade = { name: document.name, size: 3, state: 'not_signed' };

  await t.test('shows the signed document in place and the way back', async () => {
    state = { ...common, state: 'signed', documents: [document] };
    await page.goto(address);
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
    await seen(page, 'result-signed', 'Your document is signed');
    await page.getByText('A validator finds the signature valid: the document was not changed since').waitFor();
    const facts = await page.locator('.facts').innerText();
    assert.match(facts, /When\s+21 September 2026 at \d{2}:\d{2} \S+\s+Certificate by\s+Example Qualified CA/);
    assert.match(facts, /valid until 1 January 2030[\s\S]+the proof that the certificate was valid \(B-LT\)/);
    assert.equal(await page.getByRole('link', { name: 'Back to Banco Norte' }).getAttribute('href'), common.returnUrl);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), document.name);
  });

  for (const [name, word, words] of [
    [
      'untrusted',
      'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
      'finds the document unchanged, but the certificate leads to no',
    ],
    [
      'doubt',
      'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
      'cannot tell whether the signature is valid (OUT_OF_BOUNDS_NO_POE)',
    ],
    ['failed', 'TOTAL-FAILED HASH_FAILURE', 'finds that the signature is not valid (HASH_FAILURE)'],
    ['not-judged', '', 'It is not judged on this page'],
  ] as const) {
    await t.test(`says what a validator says: ${name}`, async () => {
      const [indication, sub_indication] = word.split(' ');
      verdict = { level: 'B-T', ...(word && { indication, sub_indication }) };
      state = { ...common, state: 'signed', documents: [document] };
      await page.goto(address);
      await page.getByText(words).waitFor();
      assert.ok(await page.getByText('It carries a time-stamp besides (B-T).').isVisible());
      if (name === 'failed') {
        await page.locator('[data-page="1"] .textLayer span').first().waitFor();
        await seen(page, 'result-verdict-failed', 'Your document is signed');
      }
      verdict = { level: 'B-LT', indication: 'TOTAL-PASSED' };
    });
  }

  await t.test('calls a seal a seal, and names the organisation', async () => {
    const sealed = { ...common, signer: 'ورشة الأندلس للخط والطباعة', seal: true };
    state = { ...sealed, state: 'signed', documents: [document] };
    await page.goto(address);
    await page.locator('[data-page="1"] .textLayer span').first().waitFor();
    await seen(page, 'result-sealed', 'Your document is sealed');
    await page.getByText('A validator finds the seal valid').waitFor();
    assert.match(await page.locator('.facts').innerText(), /Sealed by\s+ورشة/);
    assert.equal(await page.getByText('signed', { exact: false }).count(), 0);
    state = { ...sealed, state: 'failed', documents: [unmade], ...unsigned };
    await page.goto(address);
    await page.getByText('Nothing was sealed').waitFor();
    await seen(page, 'result-not-sealed', 'The document could not be sealed');
  });

  await t.test('hands out two hundred documents one by one and all together', async () => {
    const documents = Array.from({ length: 200 }, (_, i) => ({ ...document, name: `Agreement ${i + 1}.pdf` }));
    state = { ...common, state: 'signed', documents };
    await page.goto(address);
    await page.getByRole('option', { name: 'Agreement 1.pdf' }).waitFor();
    await seen(page, 'result-many', '200 documents are signed');
    const all = page.getByRole('link', { name: 'Download all as a ZIP' });
    assert.equal(await all.evaluate((link) => (link as { href?: string }).href), `${origin}/sign/r1/documents.zip`);
  });

  /** Four documents, of which one was left out. */
  const batch = (kept: boolean, ...states: readonly string[]) =>
    ['Loan.pdf', 'Annex A.pdf', 'Annex B.pdf', 'Insurance.pdf'].map((name, index) => ({
      ...document,
      name,
      state: states[index] ?? 'left_out',
      url: kept && states[index] === 'signed' ? document.url : undefined,
    }));
  const shown = async () => (await page.locator('.states li').allInnerTexts()).map((line) => line.replace(/\s+/g, ' '));

  await t.test(
    'waits while the documents are signed, says how each stands and now and then how far it is',
    async () => {
      const signing = { ...common, ...unsigned, state: 'signing' };
      state = { ...signing, documents: batch(false, 'signed', 'waiting', 'waiting') };
      await page.goto(address);
      await seen(page, 'result-waiting', 'Your signature is being made');
      assert.deepEqual(await shown(), [
        'Loan.pdf Signed',
        'Annex A.pdf Waiting',
        'Annex B.pdf Waiting',
        'Insurance.pdf Left out',
      ]);
      const aloud = page.locator('.said[role="status"]');
      assert.equal(await aloud.innerText(), '1 of 3 documents is signed.');
      state = { ...signing, documents: batch(false, 'signed', 'signed', 'waiting') };
      await aloud.filter({ hasText: '2 of 3 documents are signed.' }).waitFor();
      state = { ...common, state: 'signed', documents: batch(true, 'signed', 'signed', 'signed') };
      await page.getByRole('heading', { name: '3 of 4 documents are signed' }).waitFor();
    },
  );

  await t.test(
    'says which documents are signed, which were left out, and which carry less than was asked for',
    async () => {
      const [first, ...others] = batch(true, 'signed', 'signed');
      state = { ...common, state: 'signed', documents: [{ ...first, level: 'B-B' }, ...others] };
      await page.goto(address);
      await page.locator('[data-page="1"] .textLayer span').first().waitFor();
      await seen(page, 'result-partly', '2 of 4 documents are signed');
      await page.getByText('2 documents were left out, as you chose.').waitFor();
      await page.getByText('1 document does not carry everything that was asked for').waitFor();
      assert.deepEqual((await shown()).slice(0, 3), [
        'Loan.pdf Signed, B-B',
        'Annex A.pdf Signed',
        'Annex B.pdf Left out',
      ]);
    },
  );

  await t.test(
    'says at which document it failed and why, and says of an approved one that there is no signed document',
    async () => {
      const failed = { ...common, ...unsigned, state: 'failed' };
      state = { ...failed, failure: 'input', documents: batch(false, 'not_signed', 'failed', 'not_signed') };
      await page.goto(address);
      await page.getByText('Nothing was signed').waitFor();
      await page.getByText('The reason lies in “Annex A.pdf”. The documents go together').waitFor();
      await page.getByText('What was asked for the signature does not fit the document.').waitFor();
      assert.deepEqual((await shown()).slice(0, 2), ['Loan.pdf Not signed', 'Annex A.pdf Failed']);
      state = { ...failed, failure: 'changed', approved: true, documents: [{ ...unmade, state: 'failed' }] };
      await page.goto(address);
      await page.getByText('You approved it, but it could not be completed').waitFor();
      await page.getByText('The document is not as it was when it was shown.').waitFor();
      assert.equal(await page.getByText('Nothing was signed').count(), 0);
    },
  );

  for (const [word, heading] of [
    ['refused', 'You have refused'],
    ['expired', 'The time for this request is over'],
    ['cancelled', 'This request was withdrawn'],
    ['failed', 'The document could not be signed'],
  ] as const) {
    await t.test(`says that nothing was signed when it is ${word}`, async () => {
      state = { ...common, state: word, documents: [unmade], ...unsigned };
      await page.goto(address);
      await page.getByText('Nothing was signed').waitFor();
      assert.equal(await page.getByText('Signed by').count(), 0);
      await seen(page, `result-${word}`, heading);
    });
  }

  await t.test('says that a signed document is no longer kept', async () => {
    state = { ...common, state: 'signed', documents: [{ ...unmade, state: 'signed' }] };
    await page.goto(address);
    await page.getByText('no longer kept here').waitFor();
    await seen(page, 'result-no-longer-kept', 'Your document is signed');
  });

  await t.test('links to no address that runs as script', async () => {
    state = { ...common, state: 'refused', documents: [], returnUrl: 'javascript:alert(1)' };
    await page.goto(address);
    await page.getByText('Nothing was signed').waitFor();
    assert.equal(await page.getByRole('link').count(), 0);
  });

  await t.test('lists what a person lets applications know, and says when there is nothing', async () => {
    await page.goto(`${origin}/standing`);
    await seen(page, 'standing', 'What applications may know of you');
    const [first = ''] = await page.getByRole('list').allInnerTexts();
    assert.deepEqual(first.split(/\s*\n\s*/), ['Name', 'Given name', 'Identity number']);
    assert.equal(await page.getByRole('status').count(), 0);
    taken = { ...standing, releases: [], takenBack: true };
    await page.reload();
    await page.getByRole('status').getByText('Nothing more is passed on from now on').waitFor();
    await page.getByText('You have allowed no application').waitFor();
    assert.equal(await page.getByRole('button').count(), 0);
    await seen(page, 'standing-none', 'What applications may know of you');
    taken = { ...standing, takenBack: true };
  });

  const stands = {
    es: 'Qué pueden saber de usted las aplicaciones',
    de: 'Was Anwendungen von Ihnen wissen dürfen',
    fr: 'Ce que les applications peuvent savoir de vous',
    ar: 'ما الذي يجوز للتطبيقات أن تعرفه عنكم',
  } as const;
  for (const [language, signed, refused, release] of [
    ['es', 'Su documento está firmado', 'Ha rechazado', '¿Qué se puede saber de usted?'],
    ['de', 'Ihr Dokument ist signiert', 'Sie haben abgelehnt', 'Was darf von Ihnen bekannt werden?'],
    ['fr', 'Votre document est signé', 'Vous avez refusé', 'Que peut-on savoir de vous ?'],
    ['ar', 'تم توقيع مستندكم', 'لقد رفضتم', 'ما الذي يجوز أن يُعرف عنكم؟'],
  ] as const) {
    await t.test(`speaks ${language}`, async () => {
      const { page: window, complaints: others } = await openWindow(browser, language);
      state = { ...common, state: 'signed', documents: [document] };
      await window.goto(address);
      await window.locator('[data-page="1"] .textLayer span').first().waitFor();
      await seenIn(window, language, 'result-signed', signed, language === 'ar');
      state = { ...common, state: 'refused', documents: [], ...unsigned };
      await window.goto(address);
      await seenIn(window, language, 'result-refused', refused);
      await window.goto(`${origin}/release`);
      await seenIn(window, language, 'release', release);
      await window.goto(`${origin}/standing`);
      await seenIn(window, language, 'standing', stands[language], language === 'ar');
      assert.deepEqual(others, []);
      await window.context().close();
    });
  }

  await t.test(
    'carries the look of the group, in each scheme, and says whose words are in another language',
    async () => {
      state = { ...common, state: 'signed', documents: [document] };
      brand = { ...look, lang: 'en', greeting: 'The banks of the north', help: 'Questions? Call +34 900 000 000.' };
      await page.goto(address);
      await page.locator('[data-page="1"] .textLayer span').first().waitFor();
      await seen(page, 'result-branded', 'Your document is signed');
      assert.equal(
        await page
          .getByRole('img', { name: 'Bancos del Norte' })
          .evaluate((img) => (img as { naturalWidth?: number }).naturalWidth),
        360,
      );
      const button = "getComputedStyle(document.querySelector('a.primary')).backgroundColor";
      assert.equal(await page.evaluate(button), 'rgb(217, 83, 0)');
      assert.equal(await page.getByRole('contentinfo').getByRole('link').count(), 3);
      brand = { ...look, lang: 'es', greeting: '<img src=x onerror=alert(1)> & "más"', links: {} };
      await page.goto(address);
      await page.getByText('<img src=x onerror=alert(1)> & "más"').waitFor();
      assert.equal(await page.getByRole('contentinfo').count(), 0);
    },
  );

  await t.test('looks as the pages that the server writes', async () => {
    brand = { ...look, lang: 'en', greeting: 'The banks of the north', help: 'Questions? Call +34 900 000 000.' };
    await page.goto(`${origin}/refusal`);
    await seen(page, 'refusal-branded', 'The time for this is over');
    brand = undefined;
  });

  await t.test('breaks no rule of its policy', () => assert.deepEqual(complaints, []));

  await t.test('does not know an address nobody made', async () => {
    state = undefined;
    await page.goto(address);
    await page.getByText('Nothing was signed by this visit.').waitFor();
    assert.match(await page.locator('.facts').innerText(), /Reference for support\s+r-404/);
    await seen(page, 'result-missing', 'There is no result here');
  });
});
