import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  algorithmIdentifierToScheme,
  digestName,
  digestOid,
  parsePssParams,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
} from './algorithms.ts';
import { explicit, integer, nil, oid, sequence } from './der.ts';
import { file, openssl } from './testing/openssl.test.ts';
import { newKey, schemes, signWith } from './testing/sample-authority.ts';
import { verifySignature } from './verify-signature.ts';

const sha256 = sequence(oid(digestOid('sha256')), nil());
const mgf = (hash: Uint8Array, function_ = '1.2.840.113549.1.1.8') => explicit(1, sequence(oid(function_), hash));

describe('RSASSA-PSS parameters', () => {
  for (const [what, params, code] of [
    ['all defaults, which are SHA-1', sequence(), 'unsupported'],
    ['no mask generation, which is SHA-1', sequence(explicit(0, sha256)), 'unsupported'],
    ['SHA-1', sequence(explicit(0, sequence(oid('1.3.14.3.2.26'))), mgf(sha256)), 'unsupported'],
    ['another mask generation', sequence(explicit(0, sha256), mgf(sha256, '1.2.3')), 'unsupported'],
    ['another trailer', sequence(explicit(0, sha256), mgf(sha256), explicit(3, integer(2))), 'unsupported'],
    ['a salt beyond any key', sequence(explicit(0, sha256), mgf(sha256), explicit(2, integer(2n ** 64n))), 'malformed'],
    ['another type', nil(), 'malformed'],
    ['nothing', new Uint8Array(), 'malformed'],
  ] as const) {
    test(`with ${what} are refused`, () => assert.throws(() => parsePssParams(params), { name: 'PkiError', code }));
  }

  test('with two digests are refused as a scheme', () => {
    const params = sequence(explicit(0, sha256), mgf(sequence(oid(digestOid('sha512')))));
    assert.equal(parsePssParams(params).mgfDigest, 'sha512');
    const algorithm = sequence(oid('1.2.840.113549.1.1.10'), params);
    assert.throws(() => algorithmIdentifierToScheme(algorithm), { code: 'unsupported' });
  });

  for (const [origin, saltLength] of [
    ['pyhanko/pss-params-salt-222.der', 222],
    ['csc-tester/pss-params-with-trailer.der', 32],
  ] as const) {
    test(`of ${origin} are read as they stand`, () => {
      const params = readFileSync(join(import.meta.dirname, '../test/fixtures', origin));
      assert.deepEqual(parsePssParams(params), { digest: 'sha256', mgfDigest: 'sha256', saltLength });
    });
  }

  test('without a salt length mean twenty octets (RFC 4055, 3.1)', () => {
    assert.equal(parsePssParams(sequence(explicit(0, sha256), mgf(sha256))).saltLength, 20);
  });
});

describe('algorithm identifiers', () => {
  for (const dotted of ['1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.3.101.113', '1.2.840.113549.1.1.1']) {
    test(`${dotted} is refused without more`, () => {
      assert.throws(() => algorithmIdentifierToScheme(sequence(oid(dotted))), { code: 'unsupported' });
    });
  }
  test('SHA-1 is no digest here', () => assert.equal(digestName('1.3.14.3.2.26'), undefined));

  for (const [label, scheme] of schemes) {
    test(`${label} comes back, and openssl reads it`, () => {
      const der = schemeToAlgorithmIdentifier(scheme);
      assert.deepEqual(algorithmIdentifierToScheme(der), scheme);
      openssl('asn1parse', '-inform', 'DER', '-in', file(der));
    });
  }

  test('that name only the key take the digest from beside them', () => {
    const named = (dotted: string) => algorithmIdentifierToScheme(sequence(oid(dotted)), 'sha384');
    assert.deepEqual(named('1.2.840.113549.1.1.1'), { kind: 'rsa-pkcs1', digest: 'sha384' });
    assert.deepEqual(named('1.2.840.10045.2.1'), { kind: 'ecdsa', digest: 'sha384' });
  });
});

describe('a signature value', () => {
  const message = Buffer.from('message');
  for (const [label, scheme, size] of schemes) {
    test(`${label}: holds, and not for another message, key, digest, salt or length`, () => {
      const key = newKey(scheme, size);
      const value = signWith(key, message);
      const holds = (change: {
        spki?: Uint8Array;
        scheme?: SignatureScheme;
        message?: Uint8Array;
        value?: Uint8Array;
      }) =>
        verifySignature(
          change.spki ?? key.spki,
          change.scheme ?? scheme,
          change.message ?? message,
          change.value ?? value,
        );
      assert.ok(holds({}));
      assert.ok(!holds({ message: Buffer.from('massage') }));
      assert.ok(!holds({ spki: newKey(scheme, size).spki }));
      assert.ok(!holds({ spki: value }));
      assert.ok(!holds({ value: value.subarray(1) }));
      assert.ok(!holds({ value: new Uint8Array() }));
      assert.ok(!holds({ scheme: { ...scheme, digest: scheme.digest === 'sha512' ? 'sha256' : 'sha512' } }));
      if (scheme.kind === 'rsa-pss') assert.ok(!holds({ scheme: { ...scheme, saltLength: scheme.saltLength - 1 } }));
      if (scheme.kind === 'rsa-pkcs1')
        assert.ok(!holds({ scheme: { kind: 'rsa-pss', digest: scheme.digest, saltLength: 32 } }));
      if (scheme.kind === 'ecdsa') assert.ok(!holds({ value: new Uint8Array(2 * 32).fill(1) }));
    });
  }

  test('of a key meant for PSS alone does not hold as PKCS#1', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const value = sign('sha256', message, { key: privateKey, saltLength: 32 });
    assert.ok(verifySignature(spki, { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 }, message, value));
    assert.ok(!verifySignature(spki, { kind: 'rsa-pkcs1', digest: 'sha256' }, message, value));
  });

  for (const [what, pair] of [
    ['DSA', () => generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })],
    ['secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    [
      'explicit curve parameters',
      () => generateKeyPairSync('ec', { namedCurve: 'secp224r1', paramEncoding: 'explicit' }),
    ],
  ] as const) {
    test(`of a key with ${what} never holds`, () => {
      const { privateKey, publicKey } = pair();
      const spki = publicKey.export({ format: 'der', type: 'spki' });
      const value = sign('sha256', message, privateKey);
      for (const kind of ['ecdsa', 'rsa-pkcs1'] as const)
        assert.ok(!verifySignature(spki, { kind, digest: 'sha256' }, message, value));
    });
  }
});
