import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SignatureScheme } from './algorithms.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import { parseSignedData } from './parsed-signed-data.ts';
import { signedAttributes } from './signed-attributes.ts';
import { buildSignedData, estimateSignedDataSize } from './signed-data.ts';
import { file, openssl, pem } from './testing/openssl.test.ts';
import { at, below, type Holder, newKey, sampleRoot, schemes, signWith } from './testing/sample-authority.ts';
import { verifySignedData } from './verify-signed-data.ts';

const root = await sampleRoot('Root');
const content = Buffer.from('what is signed');
const ana = await below(root, 'Ana');
const parts = partsOf(ana);

function partsOf(signer: Holder, signingTime?: Date) {
  const { scheme } = signer.key;
  const attributes = signedAttributes({
    messageDigest: digestOf(scheme.digest, content),
    digest: scheme.digest,
    signingCertificate: signer.certificate.der,
    ...(signingTime ? { signingTime } : {}),
  });
  return {
    certificates: [signer.certificate.der, root.certificate.der],
    digest: scheme.digest,
    scheme,
    signedAttributes: attributes,
    signature: signWith(signer.key, attributes),
  };
}

describe('building is refused', () => {
  const refused = (what: string, change: Partial<typeof parts>) =>
    test(what, () =>
      assert.throws(() => buildSignedData({ ...parts, ...change }), { name: 'PkiError', code: 'malformed' }),
    );
  refused('without a certificate of the signer', { certificates: [] });
  refused('with signed attributes under the tag they have in the file', {
    signedAttributes: parts.signedAttributes.with(0, 0xa0),
  });
  refused('with two digests', { digest: 'sha512' });
  refused('for a certificate that is none', { certificates: [Uint8Array.of(0x30, 0)] });

  test('and so is the estimate without a certificate', () => {
    assert.throws(() => estimateSignedDataSize({ certificates: [], scheme: parts.scheme }), PkiError);
  });
});

describe('SignedData of ours', () => {
  for (const [label, scheme, size] of schemes) {
    for (const [kind, attached, signingTime] of [
      ['detached', false, undefined],
      ['attached, with signing time', true, at],
    ] as const) {
      test(`${label}, ${kind}, satisfies openssl cms -verify -cades and us`, async () => {
        const made = partsOf(await below(root, 'Ana', { key: newKey(scheme, size) }), signingTime);
        const cms = buildSignedData({ ...made, ...(attached ? { content } : {}) });
        const args = ['-verify', '-binary', '-cades', '-purpose', 'any', '-inform', 'DER', '-in', file(cms)];
        const from = attached ? [] : ['-content', file(content)];
        openssl('cms', ...args, ...from, '-CAfile', pem(root.certificate), '-out', '/dev/null');
        const verdict = verifySignedData(parseSignedData(cms), (digest) => digestOf(digest, content));
        assert.deepEqual([verdict.ok, verdict.scheme, verdict.certificateReference], [true, scheme, 'v2']);
        assert.equal(verdict.signingTime?.getTime(), signingTime?.getTime());
        assert.deepEqual(parseSignedData(cms).content, attached ? new Uint8Array(content) : undefined);
      });
    }
  }

  test('is the same octets for the same parts', () => {
    assert.deepEqual(
      buildSignedData(parts),
      buildSignedData({ ...parts, certificates: [...parts.certificates].reverse().reverse() }),
    );
  });
});

describe('the estimate', () => {
  for (const [label, scheme, size] of schemes) {
    test(`for ${label} is enough, and not much more, with and without signing time`, async () => {
      const signer = await below(root, 'Ana', { key: newKey(scheme, size) });
      for (const signingTime of [undefined, at, new Date('2051-01-01')]) {
        const made = partsOf(signer, signingTime);
        const spare = estimateSignedDataSize(made) - buildSignedData(made).length;
        assert.ok(spare >= 0 && spare < 128, `${spare} octets to spare`);
      }
    });
  }

  test('holds for every length of an ECDSA value', () => {
    const scheme: SignatureScheme = { kind: 'ecdsa', digest: 'sha512' };
    for (let length = 8; length <= 2 * 69 + 4; length++) {
      const made = { ...parts, scheme, digest: 'sha512' as const, signature: new Uint8Array(Math.min(length, 72)) };
      assert.ok(buildSignedData(made).length <= estimateSignedDataSize(made));
    }
  });
});
