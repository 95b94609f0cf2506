import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { largestLogo, readLogo } from './logo.ts';
import { chunk, sampleLogo } from './sample-logo.test.ts';

const logo = sampleLogo(240, 80);

/** The header of `logo` with other octets at a place, under a right checksum. */
function withHeader(at: number, ...octets: number[]): Buffer {
  const header = Buffer.from(logo.subarray(16, 29));
  header.set(octets, at);
  return Buffer.concat([logo.subarray(0, 8), chunk('IHDR', header), logo.subarray(33)]);
}

for (const [what, file, why] of [
  ['is empty', Buffer.alloc(0), /is not a whole PNG/],
  [
    'is a vector drawing',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    /not a whole PNG/,
  ],
  ['is another picture', Buffer.from('ffd8ffe000104a464946', 'hex'), /not a whole PNG/],
  ['is cut off', logo.subarray(0, -5), /not a whole PNG/],
  ['goes on after its end', Buffer.concat([logo, Buffer.from('<script>')]), /not a whole PNG/],
  ['was changed', Buffer.from(logo.map((octet, i) => (i === 50 ? octet ^ 1 : octet))), /not a whole PNG/],
  ['moves', sampleLogo(240, 80, [chunk('acTL', Buffer.alloc(8))]), /moves/],
  ['is heavy', sampleLogo(240, 80, [chunk('tEXt', randomBytes(largestLogo))]), /octets; 32768 are the most/],
  ['is wide', sampleLogo(1201, 40), /has 1201 x 40 pixels/],
  ['is a point', sampleLogo(15, 40), /has 15 x 40 pixels/],
  ['says less than it unfolds to', withHeader(4, 0, 0, 0, 40), /is damaged/],
  ['says more than it has', withHeader(4, 0, 0, 0, 90), /is damaged/],
  ['is interlaced', withHeader(12, 1), /interlaced/],
  ['is of no kind', withHeader(9, 5), /of a kind there is not/],
] as const) {
  test(`no logo: what ${what}`, () => {
    const read = readLogo(file);
    assert.match('wrong' in read ? read.wrong : 'taken', why);
  });
}

test('a small still PNG is a logo', () => assert.deepEqual(readLogo(logo), { width: 240, height: 80 }));
