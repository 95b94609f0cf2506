import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { concat, decode, decodePrefix, element, fromHex, integer, nil, sequence, toHex } from './der.ts';
import { PkiError } from './error.ts';
import { sliceAt, slicesOf } from './slices.ts';

describe('octets that are refused', () => {
  for (const [what, hex, code] of [
    ['nothing', '', 'malformed'],
    ['a tag alone', '30', 'malformed'],
    ['a length past the end', '300500', 'malformed'],
    ['a length that is cut', '3082', 'malformed'],
    ['a length of seven octets', `3087${'00'.repeat(7)}`, 'malformed'],
    ['end-of-contents where an element should be', '0000', 'malformed'],
    ['a high tag number', '1f8101', 'unsupported'],
    ['an indefinite length of a primitive', '04800000', 'malformed'],
    ['an indefinite length without end', '3080020101', 'malformed'],
    ['fifty indefinite lengths in each other', '3080'.repeat(50), 'too-large'],
  ] as const) {
    test(what, () => assert.throws(() => sliceAt(fromHex(hex)), { name: 'PkiError', code }));
  }
  test('more elements than anybody needs', () => {
    const many = new Uint8Array(20_002).map((_, i) => (i % 2 ? 0 : 5));
    assert.throws(() => slicesOf(many), { code: 'too-large' });
    assert.equal(slicesOf(many, 10_001).length, 10_001);
  });
});

describe('slices', () => {
  test('are the elements one behind the other, octet for octet', () => {
    const parts = [integer(7), sequence(nil(), integer(300)), fromHex('3080040161300005000000'), nil()];
    assert.deepEqual(
      slicesOf(concat(...parts)).map((slice) => toHex(slice.bytes)),
      parts.map(toHex),
    );
    assert.deepEqual(toHex(sliceAt(parts[2]!).value), '04016130000500');
  });

  test('agree with the full reader on octets of all kinds', () => {
    const whole = sequence(integer(1), element(0x24, element(4, new Uint8Array(200))), fromHex('30800500a08000000000'));
    for (let round = 0; round < 3000; round++) {
      const octets = whole.with(randomInt(whole.length), randomInt(256));
      const read = attempt(() => decodePrefix(octets));
      // What lies deeper is not looked at: only what the full reader takes must agree.
      if (read) assert.deepEqual(sliceAt(octets).bytes, read.bytes);
    }
    assert.deepEqual(
      slicesOf(sliceAt(whole).value).map(({ bytes }) => bytes),
      decode(whole).children.map(({ bytes }) => bytes),
    );
  });
});

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof PkiError);
    return undefined;
  }
}
