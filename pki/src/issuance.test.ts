import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CertificateProfile } from './issuance.ts';
import { openssl, pem } from './testing/openssl.test.ts';
import { below, newKey, sampleRoot, schemes } from './testing/sample-authority.ts';

describe('a serial number is refused', () => {
  for (const [what, serial] of [
    ['that is zero', Uint8Array.of(0, 0)],
    ['that is empty', new Uint8Array()],
    ['of more than twenty octets (RFC 5280, 4.1.2.2)', new Uint8Array(21).fill(1)],
  ] as const) {
    test(what, () => assert.rejects(sampleRoot('Root', { serial }), { name: 'PkiError', code: 'malformed' }));
  }
});

describe('a chain of root, issuing authority and signer', () => {
  for (const [label, scheme, size] of schemes) {
    test(`signed with ${label} satisfies openssl verify -x509_strict`, async () => {
      const root = await sampleRoot('Root', { key: newKey(scheme, size) });
      const issuing = await below(root, 'Issuing', { key: newKey(scheme, size), profile: { kind: 'issuing' } });
      const signer = await below(issuing, 'Ana', { key: newKey(scheme, size) });
      const trust = ['-x509_strict', '-CAfile', pem(root.certificate), '-untrusted', pem(issuing.certificate)];
      assert.match(openssl('verify', ...trust, pem(signer.certificate)), /: OK/);
      const responder = await below(issuing, 'Status', { profile: { kind: 'ocsp' } });
      assert.match(openssl('verify', ...trust, '-purpose', 'ocsphelper', pem(responder.certificate)), /: OK/);
    });
  }

  test('a host that speaks TLS is itself by its names and addresses, and no other', async () => {
    const root = await sampleRoot('Root');
    const profile = { kind: 'server', hosts: ['localhost', 'sic.localhost'], addresses: [Uint8Array.of(127, 0, 0, 1)] };
    const { certificate } = await below(root, 'localhost', { profile: profile as CertificateProfile });
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', pem(root.certificate)];
    for (const name of [
      ['-verify_hostname', 'sic.localhost'],
      ['-verify_ip', '127.0.0.1'],
    ])
      assert.match(openssl(...verify, ...name, pem(certificate)), /: OK/);
    assert.throws(() => openssl(...verify, '-verify_hostname', 'ssa.localhost', pem(certificate)), /hostname mismatch/);
  });

  test('says what the profile of the signer promises', async () => {
    const root = await sampleRoot('Root');
    const signer = await below(root, 'Ana', {
      profile: {
        kind: 'signer',
        ocspUrl: 'http://ocsp.example/',
        caIssuersUrl: 'http://ca.example/ca.cer',
        crlUrl: 'http://crl.example/a.crl',
        policyOid: '1.3.6.1.4.1.32473.1',
        qcStatements: { qualified: true, qscd: true, types: ['eSign'], semantics: 'natural' },
      },
      notAfter: new Date('2050-01-01T00:00:00Z'),
    });
    const text = openssl('x509', '-in', pem(signer.certificate), '-noout', '-text');
    for (const promise of [
      /Key Usage: critical\s+Non Repudiation\n/,
      /Basic Constraints: critical\s+CA:FALSE/,
      /OCSP - URI:http:\/\/ocsp\.example\//,
      /CA Issuers - URI:http:\/\/ca\.example\/ca\.cer/,
      /URI:http:\/\/crl\.example\/a\.crl/,
      /Policy: 1\.3\.6\.1\.4\.1\.32473\.1/,
      /qcStatements/,
      /Not After : Jan {2}1 00:00:00 2050 GMT/,
    ])
      assert.match(text, promise);
    assert.deepEqual(signer.certificate.authorityKeyId, root.certificate.subjectKeyId);
  });
});
