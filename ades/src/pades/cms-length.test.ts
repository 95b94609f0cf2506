import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cmsLength } from './cms-length.ts';

const padding = Buffer.alloc(10);
const nested = (depth: number) => [...Array(depth).fill([0x30, 0x80]).flat(), ...Array(depth).fill([0, 0]).flat()];
const length = (...element: number[]) => cmsLength(Buffer.from([...element, ...padding]));

test('the padding behind the first element is left away, whichever form its length has', () => {
  assert.equal(length(0x30, 2, 1, 1), 4);
  assert.equal(length(0x30, 0x82, 0, 2, 1, 1), 6);
  assert.equal(length(0x30, 0x80, 0x04, 1, 7, 0, 0), 7);
  assert.equal(length(0x30, 0x80, 0x24, 0x80, 0x04, 1, 7, 0, 0, 0, 0), 11);
  assert.equal(length(...nested(65)), 260);
});

for (const [what, octets] of [
  ['nothing', []],
  ['an element that is longer than the contents', [0x30, 0x7f, ...padding]],
  ['a length that no file has', [0x30, 0x87, 0, 0, 0, 0, 0, 0, 2, 1, 1, ...padding]],
  ['a tag of several octets', [0x3f, 0x81, 0x01, 0x00, ...padding]],
  ['an element that never ends', [0x30, 0x80, 0x04, 1, 7]],
  ['elements nested deeper than any CMS', [...nested(66), ...padding]],
] as const)
  test(`${what} is no element: everything is taken`, () => {
    assert.equal(cmsLength(Buffer.from([...octets])), octets.length);
  });

test('a hundred thousand levels are not followed', () => {
  const contents = Buffer.alloc(200_000, Buffer.from([0x30, 0x80]));
  assert.equal(cmsLength(contents), contents.length);
});
