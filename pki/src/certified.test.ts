import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Certificate } from './certificate.ts';
import { isCertifiedBy } from './certified.ts';
import { below, sampleRoot } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');
const other = await sampleRoot('Root');
const leaf = await below(root, 'Ana');
const byRoot = (change: Partial<Certificate>) => isCertifiedBy(root.certificate, { ...leaf.certificate, ...change });

function flipped(octets: Uint8Array): Uint8Array {
  const changed = octets.slice();
  changed[changed.length - 1]! ^= 1;
  return changed;
}

test('a signature that held before holds for nothing else', () => {
  for (const _ of [1, 2]) {
    assert.equal(byRoot({}), true);
    assert.equal(isCertifiedBy(other.certificate, leaf.certificate), false);
    assert.equal(byRoot({ tbs: flipped(leaf.certificate.tbs) }), false);
    assert.equal(byRoot({ signature: flipped(leaf.certificate.signature) }), false);
    assert.equal(byRoot({ scheme: { kind: 'ecdsa', digest: 'sha512' } }), false);
  }
  assert.equal(byRoot({ scheme: undefined }), false);
});

test('octets that move from one part to the next are another certificate', () => {
  const { tbs, signature } = leaf.certificate;
  const [all, cut] = [Buffer.concat([tbs, signature]), tbs.length + 1];
  assert.equal(byRoot({ tbs: all.subarray(0, cut), signature: all.subarray(cut) }), false);
});

test('a signature that did not hold is asked about again, after others as before', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, (_, number) => below(root, `Ana ${number}`)));
  for (const { certificate } of [...many, ...many]) {
    assert.equal(isCertifiedBy(other.certificate, certificate), false);
    assert.equal(isCertifiedBy(root.certificate, certificate), true);
  }
});
