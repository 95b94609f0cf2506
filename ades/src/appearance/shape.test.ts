import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError } from '../error.ts';
import { openFont } from './font.ts';
import { arabic, latin } from './sample-fonts.test.ts';
import { isRightToLeft, shapeLine } from './shape.ts';
import { subset } from './subset.ts';
import { readTrueType } from './truetype.ts';
import { unshowable } from './unshowable.ts';

const fonts = [latin, arabic].map(openFont);

/** What is seen from left to right, as the characters of each glyph. */
function seen(text: string, rightToLeft = isRightToLeft(text)): string[] {
  return shapeLine(text, fonts, rightToLeft).glyphs.map((glyph) => glyph.text);
}

test('a character that no font has is refused by its number', () => {
  assert.throws(
    () => seen('a\u{1F600}'),
    (error: unknown) => error instanceof AdesError && error.code === 'input' && error.message.includes('U+1F600'),
  );
});

test('what no font has is found before anything is drawn', () => {
  assert.equal(unshowable('Signed by أحمد\n\u200d', [latin, arabic]), undefined);
  assert.equal(unshowable('Signed by 田中', [latin, arabic]), 'U+7530');
  assert.equal(unshowable('x', []), 'U+0078');
});

test('letters stand in the order they are seen in', () => {
  assert.deepEqual(seen('abc'), ['a', 'b', 'c']);
  assert.deepEqual(seen('ءدر'), ['ر', 'د', 'ء']);
  assert.deepEqual(seen('ءد 12 رو').join(''), 'ور 12 دء');
  assert.deepEqual(seen('a ءد c').join(''), 'a دء c');
  assert.equal(isRightToLeft('12 ء'), true);
});

test('a parenthesis in text from right to left is the other one of its pair', () => {
  const [open, close] = ['(', ')'].map((char) => shapeLine(char, fonts.slice(1), false).glyphs[0]?.glyph);
  const glyphs = shapeLine('(ء)', fonts.slice(1), true).glyphs.map(({ glyph }) => glyph);
  assert.deepEqual([glyphs[0], glyphs[2]], [open, close]);
});

test('Arabic letters are joined: the same letter has other forms inside a word', () => {
  const alone = shapeLine('ب', fonts, true).glyphs.map(({ glyph }) => glyph);
  const joined = shapeLine('ببب', fonts, true).glyphs.map(({ glyph }) => glyph);
  assert.equal(new Set([...joined, ...alone]).size > alone.length + 1, true);
});

test('each character is shown in the first font that has it', () => {
  const line = shapeLine('aب', fonts, false);
  assert.deepEqual(
    line.glyphs.map(({ font }) => font),
    fonts.slice(0, line.glyphs.length).concat(Array(line.glyphs.length - 2).fill(fonts[1])),
  );
});

test('the width is the sum of the advances', () => {
  const { glyphs, width } = shapeLine('Wavy', fonts, false);
  const sum = glyphs.reduce((total, { advance }) => total + advance, 0);
  assert.ok(Math.abs(width - sum) < 1e-9 && width > 1);
});

test('a subset shows its glyphs as the whole font does, composite ones included', () => {
  const text = 'Åéß fiW';
  const font = fonts[0]!;
  const { glyphs } = shapeLine(text, [font], false);
  const cut = subset(
    font.outlines,
    glyphs.map(({ glyph }) => glyph),
  );
  const again = readableSubset(cut.file);
  for (const { glyph } of glyphs) {
    const number = cut.numbers.get(glyph)!;
    assert.equal(again.shaper.glyphToPath(number), font.shaper.glyphToPath(glyph));
    assert.equal(again.shaper.glyphHAdvance(number), font.shaper.glyphHAdvance(glyph));
  }
  assert.ok(cut.file.length < latin.length / 10);
});

/** A subset lacks the tables that only text needs; those of the whole font stand in. */
function readableSubset(file: Uint8Array) {
  const whole = readTrueType(latin);
  const added = ['OS/2', 'post', 'name'].map((tag) => [tag, whole.tables.get(tag)!] as const);
  return openFont(withTables(file, added));
}

function withTables(file: Uint8Array, added: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const bytes = Buffer.from(file);
  const count = bytes.readUInt16BE(4);
  const shift = 16 * added.length;
  const head = Buffer.concat([bytes.subarray(0, 12 + 16 * count), Buffer.alloc(shift)]);
  head.writeUInt16BE(count + added.length, 4);
  for (let at = 12; at < 12 + 16 * count; at += 16) head.writeUInt32BE(head.readUInt32BE(at + 8) + shift, at + 8);
  let offset = bytes.length + shift;
  for (const [index, [tag, table]] of added.entries()) {
    const at = 12 + 16 * (count + index);
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(table.length, at + 12);
    offset += table.length;
  }
  return Buffer.concat([head, bytes.subarray(12 + 16 * count), ...added.map(([, table]) => table)]);
}

test('a file that is no font, is cut off or forbids embedding is refused', () => {
  const refused = (file: Uint8Array) =>
    assert.throws(
      () => openFont(file),
      (error: unknown) => error instanceof AdesError && error.code === 'input',
    );
  refused(Buffer.from('OTTO....'));
  refused(new Uint8Array());
  refused(latin.subarray(0, 100));
  refused(latin.subarray(0, 10_000));
  const restricted = Buffer.from(latin);
  const os2 = latin.indexOf('OS/2');
  restricted.writeUInt16BE(2, latin.readUInt32BE(os2 + 8) + 8);
  refused(restricted);
});
