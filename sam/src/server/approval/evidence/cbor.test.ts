import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { SamError } from '../../../client/index.ts';
import { readCbor, readCborMap } from './cbor.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

test('RFC 8949 appendix A: the items that authenticators use', () => {
  const samples: [string, unknown][] = [
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['20', -1],
    ['3863', -100],
    ['6449455446', 'IETF'],
    ['83010203', [1, 2, 3]],
    ['f4', false],
    ['f5', true],
    ['f6', null],
  ];
  for (const [text, value] of samples) assert.deepEqual(readCbor(hex(text)).value, value);
  assert.deepEqual(
    readCborMap(hex('a201020326')),
    new Map([
      [1, 2],
      [3, -7],
    ]),
  );
  assert.deepEqual(Buffer.from(readCbor(hex('4401020304')).value as Uint8Array), hex('01020304'));
});

test('what authenticators do not say is refused', () => {
  const broken = [
    '',
    '18',
    '5f',
    '9f01ff',
    'bf',
    'c001',
    'f93c00',
    '1b0000000000000001',
    '9affffffff',
    '5affffffff',
    'a1',
    'a1f601',
    'a201020103',
    '8181818181818100',
  ];
  for (const text of broken) assert.throws(() => readCbor(hex(text)), SamError, text);
  assert.throws(() => readCborMap(hex('a0ff')), SamError);
  assert.throws(() => readCborMap(hex('80')), SamError);
});

test('random bytes never do anything but parse or be refused', () => {
  for (let i = 0; i < 20_000; i++) {
    try {
      readCbor(randomBytes(1 + (i % 40)));
    } catch (error) {
      assert.ok(error instanceof SamError);
    }
  }
});
