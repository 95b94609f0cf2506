import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import { joseSignature } from './jose-signature.ts';

test('what a card’s program makes, DER or r || s, is what JOSE verifies', () => {
  for (const [algorithm, namedCurve] of [
    ['ES256', 'P-256'],
    ['ES384', 'P-384'],
  ] as const) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    const data = Buffer.from('an act');
    for (let i = 0; i < 50; i++)
      for (const dsaEncoding of ['der', 'ieee-p1363'] as const) {
        const made = joseSignature(sign('sha256', data, { key: privateKey, dsaEncoding }), algorithm);
        assert.ok(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, made));
      }
  }
});
