import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { concat, element, enumerated, explicit, octetString, oid, sequence } from './der.ts';
import { PkiError } from './error.ts';
import {
  buildOcspRequest,
  buildOcspResponse,
  type CertificateStatus,
  certificateId,
  isCertificateId,
  ocspRefusal,
  parseOcspRequest,
  parseOcspResponse,
} from './ocsp.ts';
import { file, openssl, opensslFile, pem } from './testing/openssl.test.ts';
import { below, sampleRoot, signWith } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');
const responder = await below(root, 'Status', { profile: { kind: 'ocsp' } });
const ana = await below(root, 'Ana');
const nonce = randomBytes(16);
const asked = { certificate: ana.certificate, issuer: root.certificate };
const request = buildOcspRequest({ ...asked, nonce });

async function answer(status: CertificateStatus): Promise<Uint8Array> {
  const now = new Date();
  return buildOcspResponse(
    {
      id: certificateId(ana.certificate, root.certificate),
      status,
      producedAt: now,
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + 3_600_000),
      nonce,
      responder: responder.certificate,
      certificates: [responder.certificate.der],
    },
    responder.key.scheme,
    (data) => signWith(responder.key, data),
  );
}

describe('what is no request', () => {
  const withNonce = (value: Uint8Array) => {
    const [list] = [sequence(sequence(encodedId()))];
    const extension = sequence(oid('1.3.6.1.5.5.7.48.1.2'), octetString(value));
    return sequence(sequence(list, explicit(2, sequence(extension))));
  };
  for (const [what, der, code] of [
    ['nothing', new Uint8Array(), 'malformed'],
    ['an empty list', sequence(sequence(sequence())), 'malformed'],
    ['no list', sequence(sequence()), 'malformed'],
    [
      'several certificates at once',
      sequence(sequence(sequence(sequence(encodedId()), sequence(encodedId())))),
      'unsupported',
    ],
    ['a nonce of 129 octets (RFC 9654, 2.1)', withNonce(octetString(new Uint8Array(129))), 'malformed'],
    ['a nonce of no octets', withNonce(octetString(new Uint8Array())), 'malformed'],
    ['a nonce that is something else', withNonce(enumerated(1)), 'malformed'],
    ['an identifier with MD5', sequence(sequence(sequence(sequence(encodedId('1.2.840.113549.2.5'))))), 'unsupported'],
  ] as const) {
    test(what, () => assert.throws(() => parseOcspRequest(der), { name: 'PkiError', code }));
  }
  test('anything truncated', () => {
    for (let length = 0; length < request.length; length++)
      assert.throws(() => parseOcspRequest(request.subarray(0, length)), PkiError);
  });
});

function encodedId(hash = '1.3.14.3.2.26'): Uint8Array {
  return sequence(
    sequence(oid(hash)),
    octetString(new Uint8Array(20)),
    octetString(new Uint8Array(20)),
    element(2, Uint8Array.of(1)),
  );
}

describe('what is no answer', () => {
  test('a refusal of the responder', () => {
    for (const status of [1, 2, 6] as const)
      assert.throws(() => parseOcspResponse(ocspRefusal(status)), { code: 'unsupported', message: /status/ });
  });
  test('another type of answer', () => {
    const other = sequence(enumerated(0), explicit(0, sequence(oid('1.2.3'), octetString(new Uint8Array()))));
    assert.throws(() => parseOcspResponse(other), { code: 'unsupported' });
  });
  test('anything truncated or longer', async () => {
    const whole = await answer({ kind: 'good' });
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => parseOcspResponse(whole.subarray(0, length)), PkiError);
    assert.throws(() => parseOcspResponse(concat(whole, Uint8Array.of(0))), PkiError);
  });
});

describe('a request', () => {
  test('of ours is read by openssl, and comes back', () => {
    const text = openssl('ocsp', '-reqin', file(request), '-req_text');
    assert.match(text.replaceAll('\n', ''), new RegExp(`Serial Number: ${ana.certificate.serialHex}`));
    const parsed = parseOcspRequest(request);
    assert.deepEqual(Buffer.from(parsed.nonce ?? []), nonce);
    assert.ok(isCertificateId(parsed.id, ana.certificate, root.certificate));
    assert.equal(parseOcspRequest(buildOcspRequest(asked)).nonce, undefined);
  });

  for (const hash of ['sha1', 'sha256', 'sha384', 'sha512']) {
    test(`that openssl made with ${hash} names the certificate`, async () => {
      const named = ['-issuer', pem(root.certificate), `-${hash}`, '-cert', pem(ana.certificate)];
      const { id, nonce: sent } = parseOcspRequest(opensslFile('-reqout', 'ocsp', ...named));
      assert.equal(id.hash, hash);
      assert.ok(isCertificateId(id, ana.certificate, root.certificate));
      assert.ok(!isCertificateId(id, responder.certificate, root.certificate));
      assert.ok(!isCertificateId(id, ana.certificate, (await sampleRoot('Root')).certificate));
      assert.equal(sent?.length, 16);
    });
  }
});

describe('an answer of ours', () => {
  for (const [status, word] of [
    [{ kind: 'good' }, /: good/],
    [
      { kind: 'revoked', at: new Date('2026-03-01T00:00:00Z') },
      /: revoked[\s\S]*Revocation Time: Mar {2}1 00:00:00 2026 GMT/,
    ],
    [
      { kind: 'revoked', at: new Date('2026-03-01T00:00:00Z'), reason: 'keyCompromise' },
      /: revoked[\s\S]*Reason: keyCompromise\s+Revocation Time: Mar {2}1 00:00:00 2026 GMT/,
    ],
    [{ kind: 'unknown' }, /: unknown/],
  ] as const) {
    test(`that says ${Object.values(status).map(String).join(' ')} is believed by openssl, nonce and all`, async () => {
      const der = await answer(status);
      const trust = ['-issuer', pem(root.certificate), '-cert', pem(ana.certificate), '-CAfile', pem(root.certificate)];
      const text = openssl('ocsp', '-no_nonce', '-reqin', file(request), '-respin', file(der), ...trust);
      assert.match(text, /Response verify OK/);
      assert.match(text, word);
      const parsed = parseOcspResponse(der);
      assert.deepEqual(parsed.singles[0]?.status, status);
      assert.deepEqual(Buffer.from(parsed.nonce ?? []), nonce);
    });
  }
});
