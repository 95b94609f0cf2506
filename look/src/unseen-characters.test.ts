import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, countUnseen, piecesOf } from './unseen-characters.ts';

test('what turns the direction, hides or controls is told apart from what is read', () => {
  for (const character of ['\u202e', '\u200b', '\u2066', '\u0000', '\u001b', '\u00ad', '\u2028', '\ufeff', '\u{e0041}'])
    assert.deepEqual(piecesOf(`100${character}0 EUR`), ['100', character, '0 EUR'], codeOf(character));
});

test('words, tables and emoji stay whole', () => {
  for (const line of ['a\tb', 'می\u200cخواهم', '👩\u200d⚖\ufe0f', 'Ñandú', 'שלום', ''])
    assert.deepEqual(piecesOf(line), [line]);
});

test('they are counted over all lines and written as the standard writes them', () => {
  assert.equal(countUnseen(['\u202e\u202d', 'a', 'b\u0000']), 3);
  assert.deepEqual(['\u0007', '\u202e', '\u{e0041}'].map(codeOf), ['U+0007', 'U+202E', 'U+E0041']);
});
