import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { DigestName } from './algorithms.ts';
import {
  boolean,
  concat,
  decode,
  element,
  enumerated,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
} from './der.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import { file, openssl, opensslFile, pem } from './testing/openssl.test.ts';
import { opensslAnswer, opensslPolicy, opensslVerify } from './testing/openssl-authority.ts';
import { at, below, newKey, sampleRoot, schemes, signWith } from './testing/sample-authority.ts';
import { buildTimeStampRequest, parseTimeStampRequest } from './time-stamp-request.ts';
import {
  buildTimeStampResponse,
  parseTimeStampResponse,
  type TimeStampFailureInfo,
  type TimeStampGrant,
  timeStampRefusal,
} from './time-stamp-response.ts';
import { parseTimeStampToken } from './time-stamp-token.ts';

const root = await sampleRoot('Root');
const tsa = await below(root, 'Time', { profile: { kind: 'tsa' } });
const data = Buffer.from('what is stamped');
const nonce = randomBytes(8).readBigUInt64BE();
const policy = '1.3.6.1.4.1.32473.1.2';
const imprintOf = (digest: DigestName) => ({ digest, imprint: digestOf(digest, data) });
const request = buildTimeStampRequest({ ...imprintOf('sha256'), nonce, certReq: true });

const grant: TimeStampGrant = {
  ...imprintOf('sha256'),
  policy,
  serial: 7n,
  genTime: at,
  nonce,
  certReq: true,
  certificates: [tsa.certificate.der],
};
const answer = (change: Partial<TimeStampGrant> = {}) =>
  buildTimeStampResponse({ ...grant, ...change }, tsa.key.scheme, (signed) => signWith(tsa.key, signed));

function tokenOf(response: Uint8Array) {
  const parsed = parseTimeStampResponse(response);
  assert.ok(parsed.granted);
  return parseTimeStampToken(parsed.token);
}

const imprint = sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octetString(digestOf('sha256', data)));

describe('what is no request', () => {
  for (const [what, der, code] of [
    ['nothing', new Uint8Array(), 'malformed'],
    ['another version', sequence(integer(2), imprint), 'unsupported'],
    ['no imprint', sequence(integer(1)), 'malformed'],
    ['the nonce before the policy', sequence(integer(1), imprint, integer(5), oid('1.2.3')), 'malformed'],
    [
      'something behind the extensions',
      sequence(integer(1), imprint, explicit(0, sequence()), integer(1)),
      'malformed',
    ],
  ] as const) {
    test(what, () => assert.throws(() => parseTimeStampRequest(der), { name: 'PkiError', code }));
  }
  test('anything truncated', () => {
    for (let length = 0; length < request.length; length++)
      assert.throws(() => parseTimeStampRequest(request.subarray(0, length)), PkiError);
  });
  test('an imprint that is no such digest', () => {
    const short = { digest: 'sha512', imprint: digestOf('sha256', data), certReq: false } as const;
    assert.throws(() => buildTimeStampRequest(short), { code: 'malformed' });
  });
});

describe('a request', () => {
  for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
    test(`over ${digest} is read by openssl as it was meant`, () => {
      const der = buildTimeStampRequest({ ...imprintOf(digest), nonce, policy, certReq: true });
      const text = openssl('ts', '-query', '-in', file(der), '-text');
      assert.match(text, new RegExp(`Hash Algorithm: ${digest}`));
      assert.match(text, new RegExp(`Policy OID: ${policy.replaceAll('.', '\\.')}`));
      assert.match(text, new RegExp(`Nonce: 0x0?${nonce.toString(16)}`, 'i'));
      assert.match(text, /Certificate required: yes/);
      const { imprint: read, ...rest } = parseTimeStampRequest(der);
      assert.deepEqual(rest, { policy, nonce, certReq: true, extensions: [] });
      assert.deepEqual([read.digest, read.value], [digest, digestOf(digest, data)]);
    });
  }

  test('that openssl made is read', () => {
    const der = opensslFile('-out', 'ts', '-query', '-data', file(data), '-sha512', '-tspolicy', policy);
    const { imprint: read, policy: asked, nonce: sent, certReq } = parseTimeStampRequest(der);
    assert.deepEqual(read.value, digestOf('sha512', data));
    assert.deepEqual([asked, certReq], [policy, false]);
    assert.equal(typeof sent, 'bigint');
  });

  test('may have a negative nonce, an extension, and a digest nobody here knows', () => {
    const sha1 = sequence(sequence(oid('1.3.14.3.2.26')), octetString(new Uint8Array(20)));
    const extension = explicit(0, sequence(oid('1.2.3'), octetString(new Uint8Array())));
    const read = parseTimeStampRequest(sequence(integer(1), sha1, integer(-5), extension));
    assert.deepEqual([read.nonce, read.extensions, read.imprint.digest], [-5n, ['1.2.3'], undefined]);
    assert.equal(read.imprint.digestOid, '1.3.14.3.2.26');
  });
});

describe('what is no answer', () => {
  const status = (value: number) => sequence(integer(value));
  for (const [what, der] of [
    ['nothing', new Uint8Array()],
    ['a grant without a token', sequence(status(0))],
    ['a refusal with a token', sequence(status(2), sequence())],
    ['a status that is no number', sequence(sequence(enumerated(0)))],
    ['a third element', sequence(status(2), integer(1))],
  ] as const) {
    test(what, () => assert.throws(() => parseTimeStampResponse(der), { name: 'PkiError', code: 'malformed' }));
  }
  test('anything truncated or longer', async () => {
    const whole = await answer();
    for (let length = 0; length < whole.length; length++)
      assert.throws(() => parseTimeStampResponse(whole.subarray(0, length)), PkiError);
    assert.throws(() => parseTimeStampResponse(concat(whole, Uint8Array.of(0))), PkiError);
  });
});

describe('a refusal', () => {
  const words: Record<TimeStampFailureInfo, RegExp> = {
    badAlg: /unrecognized or unsupported algorithm/,
    badRequest: /transaction not permitted/,
    badDataFormat: /data submitted has the wrong format/,
    timeNotAvailable: /time source is not available/,
    unacceptedPolicy: /policy is not supported/,
    unacceptedExtension: /extension is not supported/,
    addInfoNotAvailable: /additional information requested/,
    systemFailure: /system failure/,
  };
  for (const [failure, said] of Object.entries(words) as [TimeStampFailureInfo, RegExp][]) {
    test(`with ${failure} is read by openssl and by us`, () => {
      const der = timeStampRefusal(failure, 'No.');
      assert.match(openssl('ts', '-reply', '-in', file(der), '-text'), said);
      assert.deepEqual(parseTimeStampResponse(der), {
        granted: false,
        status: 2,
        text: ['No.'],
        failures: [failure],
      });
    });
  }
});

describe('what is no token', () => {
  const info = (...rest: readonly Uint8Array[]) => [integer(1), oid(policy), imprint, integer(7), ...rest];
  const token = (content: Uint8Array, type = '1.2.840.113549.1.9.16.1.4') =>
    sequence(
      oid('1.2.840.113549.1.7.2'),
      explicit(
        0,
        sequence(integer(3), element(0x31), sequence(oid(type), explicit(0, octetString(content))), element(0x31)),
      ),
    );
  const time = generalizedTime(at);
  for (const [what, der, code] of [
    ['another content', token(sequence(...info(time)), '1.2.840.113549.1.7.1'), 'malformed'],
    ['a content that is cut', token(sequence(...info(time)).subarray(1)), 'malformed'],
    ['another version', token(sequence(integer(2), ...info(time).slice(1))), 'unsupported'],
    ['no time', token(sequence(...info())), 'malformed'],
    [
      'a time in another zone',
      token(sequence(...info(element(0x18, Buffer.from('20260601120000+0100'))))),
      'malformed',
    ],
    ['an accuracy of something else', token(sequence(...info(time, sequence(boolean(true))))), 'malformed'],
    ['fields out of order', token(sequence(...info(time, integer(1), boolean(true)))), 'malformed'],
  ] as const) {
    test(what, () => assert.throws(() => parseTimeStampToken(der), { name: 'PkiError', code }));
  }
});

describe('a token', () => {
  test('of openssl is read in all its fields', () => {
    const asked = buildTimeStampRequest({ ...imprintOf('sha384'), nonce, certReq: true });
    const token = tokenOf(opensslAnswer(tsa, asked));
    assert.deepEqual([token.policy, token.nonce, token.ordering], [opensslPolicy, nonce, true]);
    assert.deepEqual(token.imprint.value, digestOf('sha384', data));
    assert.deepEqual(token.accuracy, { seconds: 1, millis: 500, micros: 100 });
    assert.ok(Math.abs(token.genTime.getTime() - Date.now()) < 60_000);
    assert.deepEqual(decode(token.tsa!).children[0]?.bytes, tsa.certificate.subject.der);
    assert.deepEqual(token.unknownCritical, []);
  });

  for (const [name, scheme, size] of schemes) {
    test(`of ours by ${name} is verified by openssl, as CMS where its time-stamps know no PSS`, async () => {
      const holder = await below(root, 'Time', { profile: { kind: 'tsa' }, key: newKey(scheme, size) });
      const change = { ...grant, certificates: [holder.certificate.der] };
      const der = await buildTimeStampResponse(change, scheme, (signed) => signWith(holder.key, signed));
      if (scheme.kind !== 'rsa-pss') assert.match(opensslVerify(root, request, der), /Verification: OK/);
      const trust = ['-CAfile', pem(root.certificate), '-purpose', 'any', '-cades'];
      openssl('cms', '-verify', '-inform', 'DER', '-in', file(tokenOf(der).der), ...trust, '-out', file());
    });
  }

  test('of ours says to openssl what it was told to say', async () => {
    const accuracy = { seconds: 0, millis: 250, micros: 0 };
    const der = await answer({ genTime: new Date('2026-06-01T12:00:00.120Z'), accuracy });
    const text = openssl('ts', '-reply', '-in', file(der), '-text');
    assert.match(text, /Time stamp: Jun {2}1 12:00:00\.12 2026 GMT/);
    assert.match(text, /Accuracy: unspecified seconds, 0x0?\s*FA millis/i);
    assert.match(text, /TSA: DirName:\/C=ES\/CN=Time/);
    const { genTime, accuracy: read, ordering } = tokenOf(der);
    assert.deepEqual([genTime.toISOString(), read, ordering], ['2026-06-01T12:00:00.120Z', accuracy, false]);
  });

  test('carries the certificate only when it was asked for', async () => {
    assert.equal(tokenOf(await answer()).signedData.certificates.length, 1);
    assert.equal(tokenOf(await answer({ certReq: false })).signedData.certificates.length, 0);
  });

  test('repeats a negative nonce', async () => {
    assert.equal(tokenOf(await answer({ nonce: -(2n ** 40n) })).nonce, -(2n ** 40n));
  });
});
