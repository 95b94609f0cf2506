import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import { jsonText, Octets } from './json-text.ts';

async function written(value: unknown): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  for await (const piece of jsonText(value)) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
}

/** In pieces of these lengths, every one in the same buffer, as a reader of files gives them. */
async function* inPieces(octets: Uint8Array, ...lengths: number[]): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(Math.max(...lengths));
  let at = 0;
  for (const length of lengths) {
    buffer.set(octets.subarray(at, at + length));
    yield buffer.subarray(0, length);
    at += length;
  }
}

test('octets are base64 with padding only at their end, wherever their pieces end', async () => {
  for (const lengths of [[0], [1], [2], [1, 1], [3, 3], [2, 2, 2, 1], [1, 0, 5], [100, 1, 17]]) {
    const octets = randomFillSync(Buffer.alloc(lengths.reduce((sum, one) => sum + one)));
    const told = await written({ content: new Octets(inPieces(octets, ...lengths)) });
    assert.deepEqual(told, { content: octets.toString('base64') }, String(lengths));
  }
});

test('several documents stand where they belong, among any text', async () => {
  const [a, b] = [Buffer.from('first'), new Uint8Array([0, 1, 2, 3]).subarray(1)];
  const told = await written({
    documents: [
      { name: 'A "quoted" é', content: new Octets(a) },
      { content: new Octets(b), more: [1, null] },
    ],
    last: true,
  });
  assert.deepEqual(told, {
    documents: [
      { name: 'A "quoted" é', content: a.toString('base64') },
      { content: 'AQID', more: [1, null] },
    ],
    last: true,
  });
});
