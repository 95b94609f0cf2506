import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chosenCoding } from './content-coding.ts';

const offered = ['br', 'gzip', 'identity'];

describe('a content coding is refused', () => {
  for (const [field, left] of [
    ['identity;q=0', undefined],
    ['identity;q=0, zstd', undefined],
    ['*;q=0', undefined],
    ['*;q=0.000, deflate', undefined],
    ['identity;q=0, br;q=0, gzip;q=0', undefined],
    ['*;q=0, gzip', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['', 'identity'],
    [' , ,', 'identity'],
    ['zstd, deflate, compress', 'identity'],
    ['brotli, gzipped', 'identity'],
    ['br;q=2', 'identity'],
    ['br;q=0.1234', 'identity'],
    ['br;q=-1, gzip;q=0.5', 'gzip'],
    ['br;level=11, gzip', 'gzip'],
    ['br gzip', 'identity'],
    ['br;q=0, br', 'identity'],
    ['b\u00adr', 'identity'],
  ] as const) {
    it(`"${field}" leaves ${left ?? 'nothing'}`, () => assert.equal(chosenCoding(field, offered), left));
  }
});

describe('a content coding is chosen', () => {
  for (const [field, coding] of [
    [undefined, 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['*', 'br'],
    ['gzip;q=1.0, *;q=0.5', 'gzip'],
    ['br;q=0.1', 'br'],
    ['identity, br;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=0.4, br;q=0.3', 'identity'],
    ['\tbr ; q=1 ,gzip', 'br'],
  ] as const) {
    it(`${field === undefined ? 'no field' : JSON.stringify(field)} gets ${coding}`, () =>
      assert.equal(chosenCoding(field, offered), coding));
  }

  it('of a file that has no other form, the file itself or nothing', () => {
    assert.equal(chosenCoding('br, gzip', ['identity']), 'identity');
    assert.equal(chosenCoding('br, identity;q=0', ['identity']), undefined);
  });
});
