import assert from 'node:assert/strict';
import { randomInt, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { parseCertificate, subjectPublicKeyInfo } from './certificate.ts';
import { bitString, boolean, child, concat, decode, explicit, integer, octetString, oid, sequence } from './der.ts';
import { PkiError } from './error.ts';
import { nameAttributes, nameToString } from './name.ts';
import { parsePem, toPem } from './pem.ts';
import { opensslFile } from './testing/openssl.test.ts';
import { below, newKey, sampleRoot, schemes } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');

/** The root's certificate with the to-be-signed fields exchanged; the signature no longer fits, which parsing does not mind. */
function withFields(change: (fields: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const whole = decode(root.certificate.der);
  const fields = child(whole, 0).children.map((one) => one.bytes);
  return sequence(sequence(...change(fields)), child(whole, 1).bytes, child(whole, 2).bytes);
}

function withExtensions(...extensions: readonly Uint8Array[]): Uint8Array {
  return withFields((fields) => [...fields.slice(0, -1), explicit(3, sequence(...extensions))]);
}

const extension = (id: string, value: Uint8Array, critical = false) =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
const usage = extension('2.5.29.15', bitString(Uint8Array.of(0x40), 6), true);

describe('what is no certificate', () => {
  const refused = (what: string, der: Uint8Array) =>
    test(what, () => assert.throws(() => parseCertificate(der), { name: 'PkiError', code: 'malformed' }));
  refused('octets after its end', concat(root.certificate.der, Uint8Array.of(0)));
  refused('one extension twice', withExtensions(usage, usage));
  refused('a key usage that allows nothing', withExtensions(extension('2.5.29.15', bitString(Uint8Array.of(0), 0))));
  refused('an extension whose value is no DER', withExtensions(extension('2.5.29.19', Uint8Array.of(0x30, 9))));
  refused(
    'a subject that is no name',
    withFields((fields) => fields.with(5, integer(1))),
  );
  refused(
    'a validity without an end',
    withFields((fields) => fields.with(4, sequence())),
  );
  refused(
    'a serial number that is no number',
    withFields((fields) => fields.with(1, boolean(true))),
  );
  refused(
    'fields that are missing',
    withFields((fields) => fields.slice(0, 4)),
  );

  test('anything truncated', () => {
    for (let length = 0; length < root.certificate.der.length; length++)
      assert.throws(() => parseCertificate(root.certificate.der.subarray(0, length)), PkiError);
  });

  test('with one octet changed it is read or refused, never another error', () => {
    for (let round = 0; round < 5000; round++) {
      const changed = root.certificate.der.slice();
      changed[randomInt(changed.length)] = randomInt(256);
      try {
        parseCertificate(changed);
      } catch (error) {
        assert.ok(error instanceof PkiError, String(error));
      }
    }
  });
});

describe('what is read with care', () => {
  test('an unknown critical extension is told; an unknown one that is not critical may hold anything', () => {
    const der = withExtensions(extension('1.2.3', Uint8Array.of(0xff), true), extension('1.2.4', Uint8Array.of(0xff)));
    assert.deepEqual(parseCertificate(der).unknownCritical, ['1.2.3']);
  });
  test('critical name constraints are not understood here, and so told', () => {
    assert.deepEqual(parseCertificate(withExtensions(extension('2.5.29.30', sequence(), true))).unknownCritical, [
      '2.5.29.30',
    ]);
  });
  test('without extensions nothing is an authority', () => {
    const certificate = parseCertificate(withFields((fields) => fields.slice(0, -1)));
    assert.equal(certificate.isCa, false);
    assert.deepEqual(certificate.keyUsage, []);
  });
  test('an algorithm outside that is not the one inside counts as none (RFC 5280, 4.1.1.2)', () => {
    const other = sequence(oid('1.2.840.10045.4.3.4'));
    assert.equal(parseCertificate(withFields((fields) => fields.with(2, other))).scheme, undefined);
  });
  test('its key alone is read where it stands, and from nothing else', async () => {
    const { der, spki } = (await sampleRoot('Root')).certificate;
    assert.deepEqual(subjectPublicKeyInfo(der), spki);
    const tagged = [0, 4].map((at) => Buffer.concat([der.subarray(0, at), Buffer.of(0x31), der.subarray(at + 1)]));
    const withoutKey = withFields((fields) => fields.with(6, integer(1)));
    for (const other of [
      der.subarray(0, -1),
      concat(der, Uint8Array.of(0)),
      spki,
      octetString(der),
      ...tagged,
      withoutKey,
    ])
      assert.throws(() => subjectPublicKeyInfo(other), { code: 'malformed' });
  });

  test('a negative serial number keeps its octets', () => {
    const serial = Uint8Array.of(2, 1, 0x80);
    assert.deepEqual(parseCertificate(withFields((fields) => fields.with(1, serial))).serial, serial);
  });
});

describe('a certificate that openssl made', () => {
  const extensions = [
    'basicConstraints=critical,CA:TRUE,pathlen:2',
    'keyUsage=critical,nonRepudiation,keyCertSign,decipherOnly',
    'extendedKeyUsage=OCSPSigning,emailProtection',
    'authorityInfoAccess=OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/ca.cer',
    'crlDistributionPoints=URI:http://crl.example/a.crl,URI:http://crl.example/b.crl',
    'certificatePolicies=1.3.6.1.4.1.32473.1,0.4.0.194112.1.2',
    'noCheck=ignored',
  ].flatMap((one) => ['-addext', one]);

  for (const [curve, publicKey] of [
    ['prime256v1', { kind: 'ec', curve: 'P-256' }],
    ['secp384r1', { kind: 'ec', curve: 'P-384' }],
    ['secp521r1', { kind: 'ec', curve: 'P-521' }],
    ['rsa:2048', { kind: 'rsa', bits: 2048 }],
    ['secp256k1', undefined],
  ] as const) {
    test(`over ${curve} is read in all its parts`, () => {
      const key = curve.startsWith('rsa') ? [curve] : ['ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
      const subject = '/C=ES/O=Example, Inc./CN=José';
      const made = ['req', '-x509', '-newkey', ...key, '-nodes', '-keyout', '/dev/null', '-utf8', '-subj', subject];
      const [der = new Uint8Array()] = parsePem(Buffer.from(opensslFile('-out', ...made, ...extensions)).toString());
      const certificate = parseCertificate(der);
      const reference = new X509Certificate(der);
      assert.equal(nameToString(certificate.subject), 'CN=José,O=Example\\, Inc.,C=ES');
      assert.equal(certificate.serialHex, reference.serialNumber);
      assert.equal(certificate.notBefore.getTime(), Date.parse(reference.validFrom));
      assert.equal(certificate.notAfter.getTime(), Date.parse(reference.validTo));
      assert.deepEqual(Buffer.from(certificate.spki), reference.publicKey.export({ format: 'der', type: 'spki' }));
      assert.deepEqual(certificate.publicKey, publicKey);
      assert.deepEqual([certificate.isCa, certificate.pathLength], [true, 2]);
      assert.deepEqual(certificate.keyUsage, ['nonRepudiation', 'keyCertSign', 'decipherOnly']);
      assert.deepEqual(certificate.extendedKeyUsage, ['1.3.6.1.5.5.7.3.9', '1.3.6.1.5.5.7.3.4']);
      assert.deepEqual(certificate.ocspUrls, ['http://ocsp.example/']);
      assert.deepEqual(certificate.caIssuerUrls, ['http://ca.example/ca.cer']);
      assert.deepEqual(certificate.crlUrls, ['http://crl.example/a.crl', 'http://crl.example/b.crl']);
      assert.deepEqual(certificate.policies, ['1.3.6.1.4.1.32473.1', '0.4.0.194112.1.2']);
      assert.equal(certificate.withoutStatus, true);
      assert.deepEqual(certificate.unknownCritical, []);
      assert.deepEqual(certificate.subjectKeyId, certificate.authorityKeyId);
    });
  }
});

describe('a certificate of ours', () => {
  for (const [label, scheme, size] of schemes) {
    test(`with a key for ${label} is read alike by node`, async () => {
      const { certificate } = await below(root, 'Ana', { key: newKey(scheme, size) });
      const reference = new X509Certificate(certificate.der);
      assert.equal(certificate.serialHex, reference.serialNumber);
      assert.ok(reference.verify(new X509Certificate(root.certificate.der).publicKey));
      assert.equal(nameAttributes(certificate.subject).commonName, 'Ana');
    });
  }
  test('goes through PEM, with text around it and several in one', () => {
    const { der } = root.certificate;
    const text = `before\n${toPem('CERTIFICATE', der)}between\r\n${toPem('CERTIFICATE', der).replaceAll('\n', '\r\n')}`;
    assert.deepEqual(parsePem(text), [der, der]);
    assert.deepEqual(parsePem('-----BEGIN A-----\nAAAA\n-----END B-----'), []);
  });
});
