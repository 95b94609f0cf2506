import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  assembleCertificationRequest,
  buildCertificationRequest,
  certificationRequestInfo,
} from './build-certification-request.ts';
import { parseCertificationRequest, verifyCertificationRequest } from './certification-request.ts';
import { sequence } from './der.ts';
import { PkiError } from './error.ts';
import { nameToString } from './name.ts';
import { parsePem } from './pem.ts';
import { file, openssl, opensslFile } from './testing/openssl.test.ts';
import { nameOf, newKey, schemes, signWith } from './testing/sample-authority.ts';

const own = newKey();
const content = { subject: nameOf('Ana'), spki: own.spki };
const request = await buildCertificationRequest(content, own.scheme, (info) => signWith(own, info));

describe('proof of possession fails', () => {
  test('for a key that did not sign', async () => {
    const stolen = await buildCertificationRequest(content, own.scheme, (info) => signWith(newKey(), info));
    assert.equal(verifyCertificationRequest(stolen), false);
  });
  test('for a signature moved to another subject', () => {
    const { signature } = parseCertificationRequest(request);
    const other = certificationRequestInfo({ ...content, subject: nameOf('Eve') });
    assert.equal(verifyCertificationRequest(assembleCertificationRequest(other, own.scheme, signature)), false);
  });
  test('for any octet changed', () => {
    for (let at = 0; at < request.length; at++) {
      const changed = request.slice();
      changed[at] = (changed[at] as number) ^ (1 << randomInt(8));
      assert.equal(verifyCertificationRequest(changed), false, `octet ${at}`);
    }
  });
  test('for octets that are no request, which parsing refuses with PkiError', () => {
    for (const der of [new Uint8Array(), sequence(), request.subarray(0, 40)]) {
      assert.equal(verifyCertificationRequest(der), false);
      assert.throws(() => parseCertificationRequest(der), PkiError);
    }
  });
});

describe('a request', () => {
  for (const [label, scheme, size] of schemes) {
    test(`signed with ${label} satisfies openssl req -verify, and comes back`, async () => {
      const key = newKey(scheme, size);
      const made = { subject: nameOf('Ana'), spki: key.spki };
      const der = await buildCertificationRequest(made, scheme, (info) => signWith(key, info));
      assert.match(openssl('req', '-inform', 'DER', '-in', file(der), '-verify', '-noout'), /verify OK/);
      const { subject, spki, info, scheme: read } = parseCertificationRequest(der);
      assert.deepEqual({ subject: subject.der, spki }, made);
      assert.deepEqual(info, certificationRequestInfo(made));
      assert.deepEqual(read, scheme);
      assert.ok(verifyCertificationRequest(der));
    });
  }

  for (const options of [
    ['rsa:2048'],
    ['rsa:2048', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:222', '-sha256'],
    ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384', '-addext', 'keyUsage=nonRepudiation'],
  ]) {
    test(`that openssl made with ${options.join(' ')} is believed`, () => {
      const made = opensslFile(
        '-out',
        'req',
        '-newkey',
        ...options,
        '-nodes',
        '-keyout',
        '/dev/null',
        '-subj',
        '/CN=Ana',
      );
      const [der = new Uint8Array()] = parsePem(Buffer.from(made).toString());
      assert.ok(verifyCertificationRequest(der));
      assert.equal(nameToString(parseCertificationRequest(der).subject), 'CN=Ana');
    });
  }
});
