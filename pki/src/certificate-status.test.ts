import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Certificate } from './certificate.ts';
import { judgeOcspResponse, type OcspQuestion } from './certificate-status.ts';
import { boolean, nil, octetString, oid, sequence } from './der.ts';
import { buildOcspRequest, buildOcspResponse, type CertificateId, certificateId, parseOcspResponse } from './ocsp.ts';
import { file, keyFile, opensslFile, pem } from './testing/openssl.test.ts';
import { at, below, type Holder, newKey, resigned, sampleRoot, signWith } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');
const responder = await below(root, 'Status', { profile: { kind: 'ocsp' } });
const ana = await below(root, 'Ana');
const nonce = new Uint8Array(randomBytes(16));
const question: OcspQuestion = {
  certificate: ana.certificate,
  issuer: root.certificate,
  at,
  nonce,
  skewSeconds: 60,
  freshSeconds: 3600,
};
const minutes = (count: number) => new Date(at.getTime() + count * 60_000);

interface Change {
  readonly id?: CertificateId;
  readonly nonce?: Uint8Array;
  readonly producedAt?: Date;
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
  readonly certificates?: readonly Certificate[];
}

async function answerBy({ certificate, key }: Holder, change: Change = {}) {
  const { certificates = [certificate], ...rest } = change;
  const answer = {
    id: certificateId(ana.certificate, root.certificate),
    status: { kind: 'good' } as const,
    producedAt: rest.thisUpdate ?? at,
    thisUpdate: at,
    nextUpdate: minutes(60),
    nonce,
    responder: certificate,
    ...rest,
    certificates: certificates.map(({ der }) => der),
  };
  return parseOcspResponse(await buildOcspResponse(answer, key.scheme, (data) => signWith(key, data)));
}

const delegation = sequence(oid('2.5.29.37'), octetString(sequence(oid('1.3.6.1.5.5.7.3.9'))));
const critical = [delegation, sequence(oid('1.2.3'), boolean(true), octetString(nil()))];

describe('an answer proves nothing', () => {
  const refused = (what: string, reason: string, by: () => Promise<Holder> | Holder, change: Change = {}) =>
    test(what, async () => {
      const verdict = judgeOcspResponse(await answerBy(await by(), change), question);
      assert.deepEqual(verdict, { ok: false, reason });
    });
  refused('about another certificate', 'other-certificate', () => responder, {
    id: certificateId(responder.certificate, root.certificate),
  });
  refused('by a stranger', 'signature', () => sampleRoot('Root'));
  refused('by a signer of the same authority (RFC 6960, 4.2.2.2)', 'signature', () => below(root, 'Eve'));
  refused('by a responder of another authority', 'signature', async () =>
    below(await sampleRoot('Root'), 'Status', { profile: { kind: 'ocsp' } }),
  );
  refused('by a responder whose certificate has expired', 'signature', () =>
    below(root, 'Status', { profile: { kind: 'ocsp' }, notAfter: minutes(-1) }),
  );
  refused('by a responder whose certificate is not valid yet', 'signature', () =>
    below(root, 'Status', { profile: { kind: 'ocsp' }, notBefore: minutes(1) }),
  );
  refused('by a responder with a critical extension nobody knows', 'signature', () =>
    resigned(responder, root, ...critical),
  );
  refused('by a responder whose certificate is not there', 'signature', () => responder, { certificates: [] });
  refused('by another key than the responder’s', 'signature', () => ({ ...responder, key: newKey() }));
  refused('to another question', 'nonce', () => responder, { nonce: new Uint8Array(16) });
  refused('from the future', 'not-yet-valid', () => responder, { thisUpdate: minutes(2), producedAt: at });
  refused('made in the future', 'not-yet-valid', () => responder, { producedAt: minutes(2) });
  refused('from the past', 'stale', () => responder, { thisUpdate: minutes(-120), nextUpdate: minutes(-1) });

  test('to a question with a nonce that it does not repeat', async () => {
    const { nonce: _, ...without } = await answerBy(responder);
    assert.deepEqual(judgeOcspResponse(without, question), { ok: false, reason: 'nonce' });
  });
  test('without nextUpdate once it is older than allowed', async () => {
    const response = await answerBy(responder, { thisUpdate: minutes(-61) });
    const singles = response.singles.map(({ nextUpdate: _, ...one }) => one);
    assert.deepEqual(judgeOcspResponse({ ...response, singles }, question), { ok: false, reason: 'stale' });
  });
});

describe('an answer is believed', () => {
  test('by a responder that the issuer delegated, or by the issuer', async () => {
    for (const by of [responder, root, resigned(responder, root, delegation)]) {
      const verdict = judgeOcspResponse(await answerBy(by), question);
      assert.deepEqual(verdict, { ok: true, status: { kind: 'good' }, thisUpdate: at, responder: by.certificate });
    }
  });
  test('of a clock a little ahead', async () => {
    assert.equal(judgeOcspResponse(await answerBy(responder, { thisUpdate: minutes(1) }), question).ok, true);
  });

  test('when openssl is the responder, good and revoked', () => {
    const line = (status: string, revoked: string) =>
      `${status}\t560101000000Z\t${revoked}\t${ana.certificate.serialHex}\tunknown\t/CN=Ana\n`;
    for (const [index, kind] of [
      [line('V', ''), 'good'],
      [line('R', '260301000000Z'), 'revoked'],
    ] as const) {
      const request = buildOcspRequest({ certificate: ana.certificate, issuer: root.certificate, nonce });
      const signer = [
        '-rsigner',
        pem(responder.certificate),
        '-rkey',
        keyFile(responder.key),
        '-CA',
        pem(root.certificate),
      ];
      const asked = ['-index', file(index), '-reqin', file(request), '-ndays', '1'];
      const response = parseOcspResponse(opensslFile('-respout', 'ocsp', ...asked, ...signer));
      const verdict = judgeOcspResponse(response, { ...question, at: new Date() });
      assert.equal(verdict.ok && verdict.status.kind, kind);
    }
  });
});
