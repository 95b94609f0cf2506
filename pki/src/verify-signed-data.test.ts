import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import type { DigestName, SignatureScheme } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { concat, decode, element, explicit, integer, nil, octetString, oid, sequence, setOf, time } from './der.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import { parseSignedData } from './parsed-signed-data.ts';
import { attributeOids, signedAttributes } from './signed-attributes.ts';
import { buildSignedData } from './signed-data.ts';
import { file, keyFile, opensslFile, pem } from './testing/openssl.test.ts';
import { at, below, newKey, sampleRoot, signWith } from './testing/sample-authority.ts';
import { verifySignedData } from './verify-signed-data.ts';

const root = await sampleRoot('Root');
const ana = await below(root, 'Ana');
const eve = await below(root, 'Eve');
const content = Buffer.from('what is signed');
const digestOfContent = (digest: DigestName) => digestOf(digest, content);
const { scheme } = ana.key;

const good = signedAttributes({
  messageDigest: digestOf('sha256', content),
  digest: 'sha256',
  signingCertificate: ana.certificate.der,
});
const attributes = decode(good).children.map((one) => one.bytes);
const attribute = (type: string, ...values: readonly Uint8Array[]) => sequence(oid(type), setOf(...values));
const isType = (type: string) => (one: Uint8Array) => Buffer.from(one).includes(Buffer.from(oid(type)));
const without = (type: string) => attributes.filter((one) => !isType(type)(one));
const instead = (type: string, ...values: readonly Uint8Array[]) => setOf(...without(type), attribute(type, ...values));

/** Signed by Ana's key as it should be, whatever the attributes say. */
function verdictOn(signed: Uint8Array, change: Partial<Parameters<typeof buildSignedData>[0]> = {}) {
  const parts = { certificates: [ana.certificate.der], digest: 'sha256' as const, scheme, signedAttributes: signed };
  const cms = buildSignedData({ ...parts, signature: signWith(ana.key, signed), ...change });
  return verifySignedData(parseSignedData(cms), digestOfContent);
}

const refused = (what: string, reason: string, verdict: () => { ok: boolean; reason?: string }) =>
  test(what, () => {
    const { ok, reason: told } = verdict();
    assert.deepEqual([ok, told], [false, reason]);
  });

describe('a signature does not hold', () => {
  refused('whose certificate is not there', 'no-signer-certificate', () => {
    const data = parseSignedData(
      buildSignedData({
        certificates: [ana.certificate.der],
        digest: 'sha256',
        scheme,
        signedAttributes: good,
        signature: signWith(ana.key, good),
      }),
    );
    return verifySignedData({ ...data, certificates: [eve.certificate] }, digestOfContent);
  });
  refused('that does not exist', 'no-signer-certificate', () => {
    const data = parseSignedData(
      buildSignedData({
        certificates: [ana.certificate.der],
        digest: 'sha256',
        scheme,
        signedAttributes: good,
        signature: signWith(ana.key, good),
      }),
    );
    return verifySignedData(data, digestOfContent, 1);
  });
  refused('with SHA-1', 'unsupported-algorithm', () => withInfo({ digest: undefined }));
  refused('with a signature algorithm nobody knows', 'unsupported-algorithm', () =>
    withInfo({ signatureAlgorithm: sequence(oid('1.2.3')) }),
  );
  refused('with one digest for the content and another for the signature', 'unsupported-algorithm', () =>
    withInfo({ digest: 'sha512' }),
  );
  refused('without a content type', 'attributes', () => verdictOn(setOf(...without(attributeOids.contentType))));
  refused('over another content type', 'attributes', () =>
    verdictOn(instead(attributeOids.contentType, oid('1.2.840.113549.1.9.16.1.4'))),
  );
  refused('without a message digest', 'attributes', () => verdictOn(setOf(...without(attributeOids.messageDigest))));
  refused('with two message digests', 'attributes', () =>
    verdictOn(setOf(...attributes, attribute(attributeOids.messageDigest, octetString(digestOf('sha256', content))))),
  );
  refused('with a message digest of two values', 'attributes', () =>
    verdictOn(instead(attributeOids.messageDigest, octetString(digestOf('sha256', content)), octetString(content))),
  );
  refused('over another content', 'digest-mismatch', () =>
    verdictOn(instead(attributeOids.messageDigest, octetString(digestOf('sha256', Buffer.from('else'))))),
  );
  refused('with an unreadable signing time', 'attributes', () =>
    verdictOn(setOf(...attributes, attribute(attributeOids.signingTime, nil()))),
  );
  refused('with two signing times', 'attributes', () =>
    verdictOn(
      setOf(
        ...attributes,
        attribute(attributeOids.signingTime, time(at)),
        attribute(attributeOids.signingTime, time(new Date(0))),
      ),
    ),
  );
  refused('that names the certificate of another', 'certificate-reference', () =>
    verdictOn(instead(attributeOids.signingCertificateV2, referenceV2(eve.certificate))),
  );
  refused('that names it only after another', 'certificate-reference', () => {
    const both = sequence(sequence(essId(eve.certificate), essId(ana.certificate)));
    return verdictOn(instead(attributeOids.signingCertificateV2, both));
  });
  refused('that names it with an unknown digest', 'certificate-reference', () => {
    const id = sequence(sequence(oid('1.3.14.3.2.26')), octetString(new Uint8Array(20)));
    return verdictOn(instead(attributeOids.signingCertificateV2, sequence(sequence(id))));
  });
  refused('that names it with another serial number', 'certificate-reference', () => {
    const issuerSerial = sequence(sequence(element(0xa4, ana.certificate.issuer.der)), integer(7));
    const id = sequence(octetString(digestOf('sha256', ana.certificate.der)), issuerSerial);
    return verdictOn(instead(attributeOids.signingCertificateV2, sequence(sequence(id))));
  });
  refused('that names nothing', 'certificate-reference', () =>
    verdictOn(instead(attributeOids.signingCertificateV2, sequence(sequence()))),
  );
  refused('that names another by SHA-1', 'certificate-reference', () =>
    verdictOn(setOf(...attributes, attribute(attributeOids.signingCertificate, referenceV2(ana.certificate)))),
  );
  refused('that protected another digest (RFC 6211)', 'attributes', () => verdictOn(protectedBy('sha512', scheme)));
  refused('that protected another signature algorithm', 'attributes', () =>
    verdictOn(protectedBy('sha256', { kind: 'rsa-pkcs1', digest: 'sha256' })),
  );
  refused('without signed attributes', 'attributes', () =>
    withInfo({ attributes: undefined, storedAttributes: undefined, derAttributes: undefined }),
  );
  refused('made by another key', 'signature-mismatch', () => verdictOn(good, { signature: signWith(eve.key, good) }));
  refused('made over the content instead of the attributes', 'signature-mismatch', () =>
    verdictOn(good, { signature: signWith(ana.key, content) }),
  );
  refused('that is empty', 'signature-mismatch', () => verdictOn(good, { signature: new Uint8Array() }));
});

function withInfo(change: object) {
  const parts = { certificates: [ana.certificate.der], digest: 'sha256' as const, scheme, signedAttributes: good };
  const data = parseSignedData(buildSignedData({ ...parts, signature: signWith(ana.key, good) }));
  return verifySignedData(
    { ...data, signerInfos: data.signerInfos.map((one) => ({ ...one, ...change })) },
    digestOfContent,
  );
}

function essId(certificate: Certificate): Uint8Array {
  return sequence(octetString(digestOf('sha256', certificate.der)));
}

function referenceV2(certificate: Certificate): Uint8Array {
  return sequence(sequence(essId(certificate)));
}

function protectedBy(digest: DigestName, by: SignatureScheme): Uint8Array {
  const oids = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '', sha512: '2.16.840.1.101.3.4.2.3' };
  const signature = by.kind === 'ecdsa' ? oid('1.2.840.10045.4.3.2') : concat(oid('1.2.840.113549.1.1.11'), nil());
  const value = sequence(sequence(oid(oids[digest]), nil()), element(0xa1, signature));
  return setOf(...attributes, attribute(attributeOids.algorithmProtection, value));
}

describe('a signature holds', () => {
  test('that protected its own algorithms, NULL or not', () => {
    assert.equal(verdictOn(protectedBy('sha256', scheme)).ok, true);
  });
  test('without a reference to the certificate, and says so', () => {
    const verdict = verdictOn(setOf(...without(attributeOids.signingCertificateV2)));
    assert.deepEqual([verdict.ok, verdict.certificateReference], [true, 'none']);
  });
  test('whose attributes are stored out of order, made over the stored octets or over the DER', () => {
    const stored = element(0x31, ...[...attributes].reverse());
    assert.notDeepEqual(stored, good);
    assert.equal(verdictOn(stored).ok, true);
    assert.equal(verdictOn(stored, { signature: signWith(ana.key, good) }).ok, true);
  });
  test('whose attributes are stored with indefinite length, made over the DER', () => {
    const stored = concat(Uint8Array.of(0x31, 0x80), ...attributes, Uint8Array.of(0, 0));
    assert.equal(verdictOn(stored, { signature: signWith(ana.key, good) }).ok, true);
  });
  test('beside a certificate with the same issuer and serial number', async () => {
    const serial = Uint8Array.of(9);
    const [twin, own] = [await below(root, 'Twin', { serial }), await below(root, 'Ana', { serial, key: ana.key })];
    const signed = instead(attributeOids.signingCertificateV2, referenceV2(own.certificate));
    for (const certificates of [
      [own, twin],
      [twin, own],
    ]) {
      const verdict = verdictOn(signed, { certificates: certificates.map(({ certificate }) => certificate.der) });
      assert.equal(verdict.ok, true);
    }
  });
});

describe('SignedData that openssl made', () => {
  for (const [what, key, options] of [
    ['DER, CAdES, P-256', newKey(), ['-outform', 'DER', '-cades']],
    ['by key identifier', newKey(), ['-outform', 'DER', '-keyid']],
    ['BER of indefinite length, streamed', newKey(), ['-outform', 'DER', '-stream', '-indef', '-nodetach']],
    ['RSA', newKey({ kind: 'rsa-pkcs1', digest: 'sha256' }, 2048), ['-outform', 'DER', '-md', 'sha512']],
    [
      'PSS with salt 222',
      newKey({ kind: 'rsa-pss', digest: 'sha256', saltLength: 222 }, 2048),
      ['-outform', 'DER', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:222'],
    ],
  ] as const) {
    test(what, async () => {
      const signer = await below(root, 'Ana', { key });
      const by = ['-signer', pem(signer.certificate), '-inkey', keyFile(key), '-certfile', pem(root.certificate)];
      const cms = opensslFile('-out', 'cms', '-sign', '-binary', '-in', file(content), ...by, ...options);
      const data = parseSignedData(cms);
      const verdict = verifySignedData(data, digestOfContent);
      assert.deepEqual([verdict.ok, verdict.reason], [true, undefined]);
      assert.deepEqual(verdict.signer?.der, signer.certificate.der);
      assert.ok(verdict.signingTime);
      if (what.includes('salt')) assert.deepEqual(verdict.scheme, key.scheme);
      if (data.content) assert.deepEqual(Buffer.from(data.content), content);
    });
  }

  test('of two signers, each judged by its index', () => {
    const by = [ana, eve].flatMap(({ certificate, key }) => ['-signer', pem(certificate), '-inkey', keyFile(key)]);
    const cms = opensslFile('-out', 'cms', '-sign', '-binary', '-outform', 'DER', '-in', file(content), ...by);
    const data = parseSignedData(cms);
    const signers = [0, 1].map((index) => verifySignedData(data, digestOfContent, index).signer?.serialHex);
    assert.deepEqual(new Set(signers), new Set([ana.certificate.serialHex, eve.certificate.serialHex]));
  });
});

describe('octets that are no SignedData', () => {
  const cms = buildSignedData({
    certificates: [ana.certificate.der],
    digest: 'sha256',
    scheme,
    signedAttributes: good,
    signature: signWith(ana.key, good),
  });

  for (const [what, ber] of [
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(64)],
    ['another content type', sequence(oid('1.2.840.113549.1.7.1'), explicit(0, octetString(content)))],
    [
      'no signer infos',
      sequence(oid('1.2.840.113549.1.7.2'), explicit(0, sequence(integer(1), setOf(), sequence(oid('1.2.3'))))),
    ],
  ] as const) {
    test(what, () => assert.throws(() => parseSignedData(ber), { name: 'PkiError', code: 'malformed' }));
  }

  test('truncated anywhere', () => {
    for (let length = 0; length < cms.length; length++)
      assert.throws(() => parseSignedData(cms.subarray(0, length)), PkiError);
  });

  test('padding with zeros is passed over', () => {
    assert.equal(verifySignedData(parseSignedData(concat(cms, new Uint8Array(500))), digestOfContent).ok, true);
  });

  test('with one octet of the attributes or the signature changed never hold', () => {
    const [attributesAt, signatureAt] = [good.subarray(1), parseSignedData(cms).signerInfos[0]!.signature].map(
      (part) => {
        const at = Buffer.from(cms).indexOf(part);
        return Array.from(part, (_, i) => at + i);
      },
    ) as [number[], number[]];
    for (const at of [...attributesAt, ...signatureAt]) {
      const changed = cms.with(at, (cms[at] as number) ^ (1 << randomInt(8)));
      assert.equal(holds(changed), false, `octet ${at}`);
    }
  });
});

function holds(cms: Uint8Array): boolean {
  try {
    return verifySignedData(parseSignedData(cms), digestOfContent).ok;
  } catch (error) {
    assert.ok(error instanceof PkiError, String(error));
    return false;
  }
}
