import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  attributeOids,
  parseSignedData,
  parseSignerInfo,
  splitSignedData,
  splitSignerInfo,
  verifyCounterSignature,
} from '@chancery/pki';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { embedCounterSignature, prepareCounterSignature } from './counter-signature.ts';
import { embedCades } from './embed.ts';
import { opensslVerifies } from './openssl-cms.test.ts';
import { prepareCades } from './prepare.ts';
import { parsePreparedCades, serializePreparedCades } from './prepared.ts';
import { signatureTimeStampInput } from './signature-time-stamp.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const notary = await sampleSigner({ kind: 'rsa', bits: 2048 });
const content = { packaging: 'attached', octets: Buffer.from('what is signed') } as const;
const options = (one = notary) => ({
  digest: 'sha256' as const,
  certificates: one.certificates,
  scheme: one.scheme('sha256'),
  signingTime: new Date('2026-06-01T12:00:00Z'),
});
const cms = signed();
const prepared = prepareCounterSignature(cms, options());
const signature = notary.sign('sha256', prepared.signedAttributes);

function signed(): Uint8Array {
  const first = prepareCades(content, options(signer));
  return embedCades(first, { ...options(signer), signature: signer.sign('sha256', first.signedAttributes) }, content);
}

function counterSignatures(of: Uint8Array, index = 0) {
  const { signerInfos, certificates } = parseSignedData(of);
  const found = signerInfos[index]!.unsignedAttributes.filter(({ oid }) => oid === attributeOids.counterSignature);
  const over = signatureTimeStampInput(of, index);
  return found.map(({ values }) => verifyCounterSignature(parseSignerInfo(values[0]!), over, certificates));
}

describe('a counter-signature is refused', () => {
  test('that says something about a content', () => {
    for (const more of [{ mimeType: 'text/plain' }, { contentHints: {} }, { contentTimeStamps: [cms] }])
      assert.throws(() => prepareCounterSignature(cms, { ...options(), ...more }), { code: 'input' });
  });
  test('on nothing', () => {
    assert.throws(() => prepareCounterSignature(cms, options(), 1), { code: 'input' });
    assert.throws(() => prepareCounterSignature(content.octets, options()), { code: 'not-a-cms' });
  });
  test('on another signature than the one it was prepared for', () => {
    assert.throws(() => embedCounterSignature(prepared, { ...options(), signature }, signed()), { code: 'input' });
  });
  test('by another certificate, or of another value', () => {
    const by = { ...options(signer), signature };
    assert.throws(() => embedCounterSignature(prepared, by, cms), { code: 'certificate-changed' });
    const over = { ...options(), signature: notary.sign('sha256', content.octets) };
    assert.throws(() => embedCounterSignature(prepared, over, cms), { code: 'signature-invalid' });
  });
});

describe('a counter-signature', () => {
  const stored = parsePreparedCades(serializePreparedCades(prepared));
  const countersigned = embedCounterSignature(stored, { ...options(), signature }, cms);

  test('verifies over the signature value, and the signature stays as it was', () => {
    assert.deepEqual(
      counterSignatures(countersigned).map(({ ok }) => ok),
      [true],
    );
    opensslVerifies(countersigned, [signer.root]);
    const [before, after] = [cms, countersigned].map((one) => splitSignerInfo(splitSignedData(one).signerInfos[0]!));
    assert.deepEqual(after!.fields, before!.fields);
  });
  test('has no content type (RFC 5652, 11.4); one that has is none', () => {
    const [info] = splitSignedData(cms).signerInfos.map(parseSignerInfo);
    const { certificates } = parseSignedData(cms);
    assert.equal(verifyCounterSignature(info!, content.octets, certificates).reason, 'attributes');
  });
  test('may be made again by somebody else', () => {
    const second = prepareCounterSignature(countersigned, options(signer));
    const value = signer.sign('sha256', second.signedAttributes);
    const twice = embedCounterSignature(second, { ...options(signer), signature: value }, countersigned);
    assert.deepEqual(
      counterSignatures(twice).map(({ ok }) => ok),
      [true, true],
    );
  });
});
