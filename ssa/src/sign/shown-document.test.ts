import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrozenDocument } from '@chancery/store';
import { shownDocument } from './shown-document.ts';

const viewUrl = 'https://ssa.example/sign/view/t/0';

test('a PDF signed within itself is said to be one, with or without its format in the store', () => {
  const expected = { label: 'Offer.pdf', type: 'application/pdf', size: 7, docSha256: 'd', viewUrl };
  assert.deepEqual(shown('Offer.pdf', 'pades'), expected);
  assert.deepEqual(shown('Offer.pdf'), expected);
});

test('whatever is signed as it came is a file, a PDF too', () => {
  assert.deepEqual(shown('Offer.pdf', 'cades'), {
    label: 'Offer.pdf',
    type: 'file',
    mediaType: 'application/pdf',
    size: 7,
    docSha256: 'd',
    viewUrl,
  });
});

test('the media type is what the name says, and unsaid where the page could not show it', () => {
  for (const [name, mediaType] of [
    ['Invoice.XML', 'text/xml'],
    ['notes.txt', 'text/plain'],
    ['plan.png', 'image/png'],
    ['photo.jpeg', 'image/jpeg'],
    ['page.html', undefined],
    ['a.constructor', undefined],
    ['txt', undefined],
  ] as const) {
    assert.equal(shown(name, 'cades').mediaType, mediaType, name);
  }
});

function shown(name: string, format?: FrozenDocument['format']) {
  const frozen = { name: '0.prepared-x', dtbsr: 'h', docSha256: 'd', ...(format === undefined ? {} : { format }) };
  const open = { optional: false, choose_place: false, dropped: false };
  const row = { request_id: 'r', position: 0, name, size: 7, sha256: 'd', prepared: frozen, level: null, ...open };
  return shownDocument({ row, frozen }, viewUrl);
}
