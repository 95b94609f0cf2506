import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptedLanguages, directionOf, spokenLanguage } from './languages.ts';

test('a language that is not spoken here, or is none, gives way to the next, at last to English', () => {
  assert.deepEqual(spokenLanguage(['it-IT', 'xx_!', '', undefined, 'fr-CA']), { language: 'fr', locale: 'fr-CA' });
  assert.deepEqual(spokenLanguage(['it']), { language: 'en', locale: 'en' });
  assert.deepEqual(spokenLanguage([]), { language: 'en', locale: 'en' });
});

test('the reader keeps her own variant of a language, however it is written', () => {
  assert.deepEqual(spokenLanguage(['DE-at']), { language: 'de', locale: 'de-AT' });
  assert.deepEqual(spokenLanguage(['es-419', 'en']), { language: 'es', locale: 'es-419' });
});

test('Arabic, Persian, Hebrew and Urdu are written from right to left, whatever the variant, and no other is', () => {
  for (const locale of ['ar', 'ar-EG', 'fa-IR', 'he', 'ur-PK']) assert.equal(directionOf(locale), 'rtl', locale);
  for (const locale of ['en', 'arn', 'de-AT', 'fr']) assert.equal(directionOf(locale), 'ltr', locale);
});

test('Accept-Language is read by weight, and a language of weight 0 is not accepted', () => {
  assert.deepEqual(acceptedLanguages('en;q=0.5, de-AT, fr;q=0, es ; q=0.7'), ['de-AT', 'es', 'en']);
  assert.deepEqual(acceptedLanguages('*'), []);
  assert.deepEqual(acceptedLanguages('de;q=2, <script>, fr;q=1.0'), ['fr']);
  assert.deepEqual(acceptedLanguages(undefined), []);
});

test('a header of any length is read in moments', () => {
  assert.equal(acceptedLanguages('a-'.repeat(8000)).length, 0);
  assert.ok(acceptedLanguages('de,'.repeat(5000)).length <= 20);
});
