import assert from 'node:assert/strict';
import { test } from 'node:test';
import { occurrences } from './occurrences.ts';

const found = (text: string, words: string) => occurrences(text, words).map(({ start, end }) => text.slice(start, end));

test('words are found whatever their case and accents, and shown as they stand', () => {
  assert.deepEqual(found('Árbol, ARBOL und arbol', 'árbol'), ['Árbol', 'ARBOL', 'arbol']);
  assert.deepEqual(found('Die Straße, STRASSE', 'strasse'), ['Straße', 'STRASSE']);
  assert.deepEqual(found('e\u0301te\u0301', 'été'), ['e\u0301te\u0301']);
  assert.deepEqual(found('The office', 'off'), ['off']);
});

test('a break of the line, a hard space and a soft hyphen are no obstacle', () => {
  assert.deepEqual(found('the loan\n  agreement', 'loan agreement'), ['loan\n  agreement']);
  assert.deepEqual(found('1\u00a0000 EUR', '1 000'), ['1\u00a0000']);
  assert.deepEqual(found('Ver\u00adtrag', 'vertrag'), ['Ver\u00adtrag']);
});

test('signs that mean something elsewhere are signs like others', () => {
  assert.deepEqual(found('a.b a+b (a)', 'a+b'), ['a+b']);
  assert.deepEqual(found('[^]', '[^]'), ['[^]']);
  assert.deepEqual(found('😀😀', '😀'), ['😀', '😀']);
});

test('nothing is found nowhere, and no place twice', () => {
  assert.deepEqual(found('anything', ' \n'), []);
  assert.deepEqual(found('anything', ''), []);
  assert.deepEqual(found('aaaa', 'aa'), ['aa', 'aa']);
});
