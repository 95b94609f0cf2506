import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { boolean, decode, element, explicit, octetString, oid, sequence } from './der.ts';
import { digestOf } from './digest.ts';
import { judgeTimeStampToken, type TimeStampFailure, type TimeStampQuestion } from './judge-time-stamp-token.ts';
import { buildPath } from './path.ts';
import { contentTypes, signedAttributes } from './signed-attributes.ts';
import { buildSignedData, type SignedDataContent } from './signed-data.ts';
import { opensslAnswer, opensslPolicy } from './testing/openssl-authority.ts';
import { at, below, type Holder, newKey, resigned, sampleRoot, signWith } from './testing/sample-authority.ts';
import { buildTimeStampRequest } from './time-stamp-request.ts';
import { buildTimeStampResponse, parseTimeStampResponse, type TimeStampGrant } from './time-stamp-response.ts';
import { parseTimeStampToken } from './time-stamp-token.ts';

const root = await sampleRoot('Root');
const tsa = await below(root, 'Time', { profile: { kind: 'tsa' } });
const imprint = digestOf('sha256', Buffer.from('what is stamped'));
const nonce = 2n ** 63n + 5n;
const policy = '1.3.6.1.4.1.32473.1.2';
const question: TimeStampQuestion = { imprint, digest: 'sha256', nonce, policy };

const grant: Omit<TimeStampGrant, 'nonce' | 'certificates'> = {
  imprint,
  digest: 'sha256',
  policy,
  serial: 7n,
  genTime: at,
  certReq: true,
};

async function token(change: Partial<TimeStampGrant> = { nonce }, holder: Holder = tsa) {
  const stated = { ...grant, certificates: [holder.certificate.der], ...change };
  const der = await buildTimeStampResponse(stated, holder.key.scheme, (octets) => signWith(holder.key, octets));
  const response = parseTimeStampResponse(der);
  assert.ok(response.granted);
  return parseTimeStampToken(response.token);
}

/** A token over this TSTInfo, signed as it should be unless changed. */
function signed(content: Uint8Array, change: Partial<SignedDataContent> = {}) {
  const attributes = signedAttributes({
    contentType: contentTypes.timeStampInfo,
    messageDigest: digestOf('sha256', content),
    digest: 'sha256',
    signingCertificate: tsa.certificate.der,
  });
  const { scheme } = tsa.key;
  const signedAttributesNow = change.signedAttributes ?? attributes;
  return parseTimeStampToken(
    buildSignedData({
      contentType: contentTypes.timeStampInfo,
      content,
      certificates: [tsa.certificate.der],
      digest: 'sha256',
      scheme,
      signedAttributes: attributes,
      signature: signWith(tsa.key, signedAttributesNow),
      ...change,
    }),
  );
}

const good = await token();
const withoutNonce = await token({});
const critical = explicit(1, sequence(oid('1.2.3'), boolean(true), octetString(new Uint8Array())));

describe('a token proves nothing', () => {
  const refused = (what: string, reason: TimeStampFailure, judged: () => ReturnType<typeof judgeTimeStampToken>) =>
    test(what, () => {
      const verdict = judged();
      assert.deepEqual([verdict.ok, !verdict.ok && verdict.reason], [false, reason]);
    });

  refused('over something else', 'imprint', () =>
    judgeTimeStampToken(good, { ...question, imprint: digestOf('sha256', Buffer.from('else')) }),
  );
  refused('over the same octets with another digest', 'imprint', () =>
    judgeTimeStampToken(good, { ...question, digest: 'sha384' }),
  );
  refused('with the nonce of another request', 'nonce', () => judgeTimeStampToken(good, { ...question, nonce: 5n }));
  refused('without the nonce', 'nonce', () => judgeTimeStampToken(withoutNonce, question));
  refused('under another policy', 'policy', () => judgeTimeStampToken(good, { ...question, policy: '1.2.3' }));
  refused('with a critical extension', 'unknown-critical-extension', () =>
    judgeTimeStampToken(signed(withoutTail(good.content, critical)), question),
  );
  refused('signed by two', 'signers', () => {
    const { signerInfos } = good.signedData;
    const twice = { ...good, signedData: { ...good.signedData, signerInfos: [...signerInfos, ...signerInfos] } };
    return judgeTimeStampToken(twice, question);
  });
  refused('signed by nobody', 'signers', () =>
    judgeTimeStampToken({ ...good, signedData: { ...good.signedData, signerInfos: [] } }, question),
  );
  refused('whose signature is of another key', 'signature', () =>
    judgeTimeStampToken(signed(good.content, { signature: signWith(newKey(), good.content) }), question),
  );
  refused('that does not name its certificate', 'certificate-reference', () => {
    const all = decode(good.signedData.signerInfos[0]!.derAttributes!).children.map((one) => one.bytes);
    const reference = Buffer.from(oid('1.2.840.113549.1.9.16.2.47'));
    const rest = element(0x31, ...all.filter((one) => !Buffer.from(one).includes(reference)));
    return judgeTimeStampToken(signed(good.content, { signedAttributes: rest }), question);
  });

  test('whose certificate is nowhere, and says what is wrong with the signature', async () => {
    const verdict = judgeTimeStampToken(await token({ nonce, certReq: false }), question);
    assert.deepEqual(verdict, { ok: false, reason: 'signature', signature: 'no-signer-certificate' });
  });

  for (const [what, purposes, isCritical] of [
    ['whose key may do other things too', ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.4'], true],
    ['whose key is not for time-stamps', ['1.3.6.1.5.5.7.3.4'], true],
    ['whose key is for time-stamps, but not critically', ['1.3.6.1.5.5.7.3.8'], false],
    ['whose key has no purpose', undefined, false],
  ] as const) {
    test(what, async () => {
      const other = resigned(tsa, root, ...(purposes ? [extendedKeyUsage(purposes, isCritical)] : []));
      const verdict = judgeTimeStampToken(await token({ nonce }, other), question);
      assert.deepEqual([verdict.ok, !verdict.ok && verdict.reason], [false, 'key-purpose']);
    });
  }
});

describe('a token proves its time', () => {
  test('when everything asked for is in it, and its authority is found', () => {
    const verdict = judgeTimeStampToken(good, question);
    assert.ok(verdict.ok);
    assert.deepEqual(verdict.genTime, at);
    assert.ok(buildPath(verdict.signer, verdict.certificates, [root.certificate], at).ok);
  });
  test('whatever its nonce and policy when nobody asks for them', () => {
    assert.ok(judgeTimeStampToken(good, { imprint, digest: 'sha256' }).ok);
  });
  test('with the certificate beside it', async () => {
    const bare = await token({ nonce, certReq: false });
    assert.ok(judgeTimeStampToken(bare, { ...question, certificates: [tsa.certificate] }).ok);
  });
  test('when openssl made it', () => {
    const request = buildTimeStampRequest({ imprint, digest: 'sha256', nonce, certReq: true });
    const response = parseTimeStampResponse(opensslAnswer(tsa, request));
    assert.ok(response.granted);
    const asked = { ...question, policy: opensslPolicy };
    assert.ok(judgeTimeStampToken(parseTimeStampToken(response.token), asked).ok);
  });
});

function extendedKeyUsage(purposes: readonly string[], isCritical: boolean): Uint8Array {
  const value = octetString(sequence(...purposes.map(oid)));
  return sequence(oid('2.5.29.37'), ...(isCritical ? [boolean(true)] : []), value);
}

/** TSTInfo with its name (the last element) replaced. */
function withoutTail(info: Uint8Array, instead: Uint8Array): Uint8Array {
  const { children } = decode(info);
  return sequence(...children.slice(0, -1).map((one) => one.bytes), instead);
}
