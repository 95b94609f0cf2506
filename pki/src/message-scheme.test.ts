import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { algorithmIdentifierToScheme, schemeToAlgorithmIdentifier } from './algorithms.ts';
import { buildCertificationRequest } from './build-certification-request.ts';
import { parseCertificationRequest, verifyCertificationRequest } from './certification-request.ts';
import { nil, oid, sequence } from './der.ts';
import { digestOf } from './digest.ts';
import { messageKeyOid, messageScheme } from './message-scheme.ts';
import { isSwitchedOn, optionalAlgorithm } from './optional-algorithm.ts';
import { parseSignedData } from './parsed-signed-data.ts';
import { buildPath } from './path.ts';
import { signedAttributes } from './signed-attributes.ts';
import { buildSignedData, estimateSignedDataSize } from './signed-data.ts';
import { file, openssl, pem } from './testing/openssl.test.ts';
import { at, below, messageSchemes, nameOf, newKey, sampleRoot, signWith } from './testing/sample-authority.ts';
import { verifySignature } from './verify-signature.ts';
import { verifySignedData } from './verify-signed-data.ts';

const message = Buffer.from('message');
const content = Buffer.from('what is signed');

describe('a signature over the message', () => {
  for (const scheme of messageSchemes) {
    test(`${scheme.kind}: holds, and not for another message, its digest, another key or length`, () => {
      const key = newKey(scheme);
      const value = signWith(key, message);
      assert.ok(verifySignature(key.spki, scheme, message, value));
      for (const other of [Buffer.from('massage'), digestOf('sha512', message)])
        assert.ok(!verifySignature(key.spki, scheme, other, value));
      assert.ok(!verifySignature(newKey(scheme).spki, scheme, message, value));
      for (const broken of [value.subarray(1), new Uint8Array(), new Uint8Array(value.length)])
        assert.ok(!verifySignature(key.spki, scheme, message, broken));
      for (const kind of ['rsa-pkcs1', 'ecdsa', 'ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const)
        if (kind !== scheme.kind) assert.ok(!verifySignature(key.spki, { kind, digest: 'sha512' }, message, value));
    });

    test(`${scheme.kind}: its identifier has no parameters and comes back (RFC 8410, 3; RFC 9881, 2)`, () => {
      assert.deepEqual(schemeToAlgorithmIdentifier(scheme), sequence(oid(messageKeyOid(scheme.kind))));
      assert.deepEqual(algorithmIdentifierToScheme(schemeToAlgorithmIdentifier(scheme)), scheme);
      const withParameters = sequence(oid(messageKeyOid(scheme.kind)), nil());
      assert.throws(() => algorithmIdentifierToScheme(withParameters), { code: 'unsupported' });
    });
  }

  for (const [kind, digest] of [
    ['ed25519', 'sha256'],
    ['ed25519', 'sha384'],
    ['ml-dsa-65', 'sha256'],
    ['ml-dsa-87', 'sha384'],
  ] as const) {
    test(`${kind} beside ${digest} is refused: the digest is weaker than the key (RFC 8419, 2.3; RFC 9882, 3.3)`, () => {
      const algorithm = schemeToAlgorithmIdentifier(messageScheme(kind));
      assert.throws(() => algorithmIdentifierToScheme(algorithm, digest), { code: 'unsupported' });
    });
  }
});

describe('SignedData over signed attributes themselves', () => {
  for (const scheme of messageSchemes) {
    test(`${scheme.kind}: request, certificate, CMS within its estimate and path hold together`, async () => {
      const key = newKey(scheme);
      const request = await buildCertificationRequest({ subject: nameOf('Ana'), spki: key.spki }, scheme, (info) =>
        signWith(key, info),
      );
      assert.ok(verifyCertificationRequest(request));
      assert.deepEqual(parseCertificationRequest(request).scheme, scheme);
      const root = await sampleRoot('Root', { key: newKey(scheme) });
      const ana = await below(root, 'Ana', { key });
      assert.deepEqual(ana.certificate.publicKey, { kind: scheme.kind });
      assert.ok(buildPath(ana.certificate, [], [root.certificate], at).ok);
      const { cms } = signedBy(ana, [ana.certificate.der, root.certificate.der]);
      const verdict = verifySignedData(parseSignedData(cms), (digest) => digestOf(digest, content));
      assert.deepEqual([verdict.ok, verdict.scheme], [true, scheme]);
      const room = estimateSignedDataSize({ certificates: [ana.certificate.der, root.certificate.der], scheme });
      assert.ok(cms.length <= room && room - cms.length < 64, `${cms.length} of ${room}`);
    });
  }

  // Its `cms -verify` insists on a digest before version 3.2; what CMS signs is the DER of the attributes.
  test('ed25519: openssl confirms the request, the certificate and the value over the DER of the attributes', async () => {
    const [key, scheme] = [newKey(messageScheme('ed25519')), messageScheme('ed25519')];
    const root = await sampleRoot('Root', { key: newKey(scheme) });
    const ana = await below(root, 'Ana', { key });
    const asked = { subject: nameOf('Ana'), spki: key.spki };
    const request = await buildCertificationRequest(asked, scheme, (info) => signWith(key, info));
    assert.match(openssl('req', '-inform', 'DER', '-in', file(request), '-verify', '-noout'), /verify OK/);
    openssl('verify', '-CAfile', pem(root.certificate), pem(ana.certificate));
    const { cms } = signedBy(ana, [ana.certificate.der]);
    const [{ derAttributes, signature } = assert.fail()] = parseSignedData(cms).signerInfos;
    const signed = ['-rawin', '-in', file(derAttributes ?? assert.fail()), '-sigfile', file(signature)];
    openssl('pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', file(key.spki), ...signed);
  });

  function signedBy(ana: Awaited<ReturnType<typeof below>>, certificates: readonly Uint8Array[]) {
    const { scheme } = ana.key;
    const { digest } = scheme;
    const messageDigest = digestOf(digest, content);
    const attributes = signedAttributes({ messageDigest, digest, signingCertificate: ana.certificate.der });
    const signature = signWith(ana.key, attributes);
    return { cms: buildSignedData({ certificates, digest, scheme, signedAttributes: attributes, signature }) };
  }
});

describe('what is made only where it is switched on', () => {
  test('is named by scheme and by key; everything else is always made', () => {
    const names = [
      { kind: 'ed25519' },
      { kind: 'ml-dsa-44' },
      { kind: 'rsa-pkcs1', digest: 'sha1' },
      { kind: 'rsa-pkcs1', digest: 'sha224' },
      { kind: 'rsa-pkcs1', digest: 'sha256' },
      { kind: 'ec' },
    ].map(optionalAlgorithm);
    assert.deepEqual(names, ['ed25519', 'ml-dsa', 'insecure-rsa-sha1', 'legacy-rsa-sha224', undefined, undefined]);
  });
  test('is refused by another switch, and by none', () => {
    const sha1 = { kind: 'rsa-pkcs1', digest: 'sha1' };
    const sha224 = { kind: 'rsa-pkcs1', digest: 'sha224' };
    assert.ok(!isSwitchedOn(sha224, ['insecure-rsa-sha1']) && !isSwitchedOn(sha1, ['legacy-rsa-sha224']));
    assert.ok(!isSwitchedOn(sha1, []) && !isSwitchedOn(sha1, ['ed25519', 'ml-dsa']));
    assert.ok(!isSwitchedOn({ kind: 'ed25519' }, ['ml-dsa']) && !isSwitchedOn({ kind: 'ml-dsa-87' }, ['ed25519']));
    assert.ok(isSwitchedOn(sha1, ['insecure-rsa-sha1']) && isSwitchedOn({ kind: 'ecdsa', digest: 'sha256' }, []));
  });
});
