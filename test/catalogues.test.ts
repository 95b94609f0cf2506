/** The catalogues of all pages and messages: the types hold that each language has every key; this holds what types cannot see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '../look/src/languages.ts';
import { type Message, speaker } from '../look/src/messages.ts';
import { messageWords, tell } from '../sam/src/server/factors/message-words.ts';
import { catalogues as approval } from '../sic/src/page/catalogues.ts';
import { wordsIn } from '../ssa/src/http/words.ts';
import { catalogues as result } from '../ssa/src/page/catalogues.ts';

type Catalogue = Readonly<Record<string, Message>>;

async function spoken(language: (typeof languages)[number]): Promise<Readonly<Record<string, Catalogue>>> {
  const { signatures, seals, changes } = await approval[language]();
  const pages = { signatures, seals, changes, result: await result[language]() };
  return { ...pages, server: wordsIn[language], messages: messageWords[language] };
}

const forms = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message));
const placesOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
const english = await spoken('en');

/** In Spanish and French “many” is for millions, of which nothing is counted here. */
function formsOf(language: (typeof languages)[number]): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  return language === 'ar' ? pluralCategories : pluralCategories.filter((form) => form !== 'many');
}

for (const language of languages.filter((one) => one !== 'en')) {
  test(`${language} says everything that English says, of the same things, with its own plural forms`, async () => {
    const wanted = formsOf(language);
    for (const [part, catalogue] of Object.entries(await spoken(language))) {
      const original = english[part] ?? {};
      assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(original).sort(), part);
      for (const [key, message] of Object.entries(catalogue)) {
        const first = original[key] ?? '';
        assert.equal(typeof message, typeof first, key);
        if (typeof message !== 'string') assert.deepEqual(Object.keys(message).sort(), wanted.sort(), key);
        assert.deepEqual(placesOf(forms(message).at(-1) ?? ''), placesOf(forms(first).at(-1) ?? ''), key);
      }
    }
  });

  test(`${language} leaves no sentence in English, and none empty`, async () => {
    for (const [part, catalogue] of Object.entries(await spoken(language))) {
      const sentences = Object.entries(catalogue).flatMap(([key, message]) =>
        forms(message).map((text) => [key, text]),
      );
      for (const [key = '', text = ''] of sentences) {
        assert.ok(text.trim() === text && text.length > 0, key);
        if (text.split(' ').length > 3) assert.ok(!forms(english[part]?.[key] ?? '').includes(text), `${key}: ${text}`);
      }
    }
  });
}

test('French sets its double signs off with spaces at which no line is broken', async () => {
  for (const catalogue of Object.values(await spoken('fr'))) {
    for (const text of Object.values(catalogue).flatMap(forms)) {
      assert.doesNotMatch(text.replace(/^@.*/gm, ''), /[^\u202f][?!;]|[^\u00a0](:(?!\/\/)|»)|«[^\u00a0]/u, text);
    }
  }
});

test('Arabic has a form each for none, one, two, a few, many and the hundreds', async () => {
  const say = speaker((await approval.ar()).signatures, 'ar-MA');
  const counted = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 1000].map((count) => say('fact.pages', { count }));
  const [pages, page] = ['صفحات', 'صفحة'];
  assert.deepEqual(counted, [
    ...['بلا صفحات', 'صفحة واحدة', 'صفحتان'],
    ...[
      `3 ${pages}`,
      `10 ${pages}`,
      `11 ${page}`,
      `99 ${page}`,
      `100 ${page}`,
      `102 ${page}`,
      `103 ${pages}`,
      `1.000 ${page}`,
    ],
  ]);
});

test('Arabic writes numbers as its reader does, and keeps names and addresses of another direction whole', async () => {
  const { signatures } = await approval.ar();
  assert.equal(speaker(signatures, 'ar-EG')('fact.pages', { count: 12 }), '١٢ صفحة');
  assert.equal(
    speaker(signatures, 'ar')('otp.lead', { to: '+34 ••• 01' }),
    'يمكن إرسال رمز إلى \u2068+34 ••• 01\u2069.',
  );
  const { text, lang } = tell('ar-LB', 'code', { otp: '012345', page: 'sic.example' });
  assert.equal(lang, 'ar');
  assert.match(text, /^الرمز: 012345، .* \u2068sic\.example\u2069 /);
});

test('a number picks the form that its language gives it', async () => {
  const say = async (language: 'es' | 'de' | 'fr', count: number) =>
    speaker((await approval[language]()).signatures, language)('fact.pages', { count });
  assert.deepEqual(await Promise.all([say('de', 1), say('de', 12_000)]), ['1 Seite', '12.000 Seiten']);
  assert.deepEqual(await Promise.all([say('fr', 0), say('fr', 2)]), ['0 page', '2 pages']);
  assert.deepEqual(await Promise.all([say('es', 0), say('es', 1)]), ['0 páginas', '1 página']);
});
