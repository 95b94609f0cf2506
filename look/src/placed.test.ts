import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centred, moved, resized, within } from './placed.ts';

const page = [595, 842] as const;
const place = { page: 1, left: 100, top: 700, width: 200, height: 70 };

test('nothing is placed outside of its page, however far it is pushed', () => {
  assert.deepEqual(moved(place, 1000, 1000, page), { ...place, left: 395, top: 772 });
  assert.deepEqual(moved(place, -1000, -1000, page), { ...place, left: 0, top: 0 });
  assert.deepEqual(within({ ...place, left: Number.NaN, width: 9000 }, page), { ...place, left: 0, width: 595 });
});

test('what grows stops at the edge, and what shrinks stays readable', () => {
  assert.deepEqual(resized(place, 1000, 1000, page), { ...place, width: 495, height: 142 });
  assert.deepEqual(resized(place, -1000, -1000, page), { ...place, width: 36, height: 18 });
});

test('a point of another page is its middle there, as far as it fits', () => {
  assert.deepEqual(centred(place, 3, [300, 400], page), { ...place, page: 3, left: 200, top: 365 });
  assert.deepEqual(centred(place, 2, [0, 0], [100, 50]), { page: 2, left: 0, top: 0, width: 100, height: 50 });
});
