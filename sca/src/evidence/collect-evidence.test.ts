import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Certificate, parseCertificate } from '@chancery/pki';
import { collectEvidence, type WantedEvidence } from './collect-evidence.ts';
import type { EvidenceSources } from './evidence.ts';
import { ana, at, crl, days, holders, honest, issued, issuing, ocsp, responder, root, tsa } from './sample-pki.test.ts';

const nothing = { certificates: [], ocspResponses: [], crls: [] };
const wanted: WantedEvidence = {
  subjects: [{ certificate: ana.certificate }],
  pool: [],
  anchors: [root.certificate],
  known: nothing,
  at,
};

async function refusal(change: Partial<EvidenceSources>, more: Partial<WantedEvidence> = {}): Promise<unknown> {
  const attempt = collectEvidence({ ...wanted, ...more }, { ...honest, ...change });
  return attempt.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}

test('without an issuer, without a status, and with sources that are away, evidence is missing', async () => {
  assert.equal(await refusal({ issuersOf: async () => [] }), 'evidence-missing');
  assert.equal(await refusal({ issuersOf: async () => [ana.certificate.der, Uint8Array.of(1)] }), 'evidence-missing');
  assert.equal(await refusal({ issuersOf: () => Promise.reject(new Error('no route')) }), 'evidence-missing');
  assert.equal(await refusal({ ocspOf: async () => undefined, crlOf: async () => undefined }), 'evidence-missing');
  assert.equal(await refusal({ crlOf: () => Promise.reject(new Error('no route')) }), 'evidence-missing');
});

test('who only has the name of an issuer, or only its key, is not taken for it', async () => {
  const impostor = await issued('Issuing', { kind: 'issuing' }, root);
  const renamed = { ...issuing.certificate, subject: root.certificate.subject };
  for (const one of [impostor.certificate, renamed]) {
    assert.equal(await refusal({}, { pool: [one] }), undefined);
    assert.equal(await refusal({ issuersOf: async () => [] }, { pool: [one] }), 'evidence-missing');
  }
});

test('a claim that proves nothing is passed over: another’s, an old one, one nobody answers for', async () => {
  const lists = async () => undefined;
  for (const ocspOf of [
    async () => ocsp(responder.certificate, responder),
    async () => ocsp(ana.certificate, responder, { kind: 'good' }, days(-2)),
    async () => ocsp(ana.certificate, ana),
    async () => ocsp(ana.certificate, responder, { kind: 'unknown' }),
    async () => Uint8Array.of(0x30, 0),
  ])
    assert.equal(await refusal({ ocspOf, crlOf: lists }), 'evidence-missing');
});

test('a responder does not vouch for itself (RFC 6960, 4.2.2.2.1)', async () => {
  const subjects = [{ certificate: { ...responder.certificate, withoutStatus: false } }];
  assert.equal(await refusal({}, { subjects }), undefined);
  const crlOf: EvidenceSources['crlOf'] = async (_, issuer) =>
    issuer.serialHex === root.certificate.serialHex ? crl(issuer) : undefined;
  assert.equal(await refusal({ crlOf }, { subjects }), 'evidence-missing');
});

test('a chain of more than 64 certificates is not followed', async () => {
  const chain = [root];
  for (const number of Array(65).keys())
    chain.push(await issued(`Authority ${number}`, { kind: 'issuing' }, chain.at(-1)!));
  const certificates = chain.map(({ certificate }) => certificate);
  const sources = { ocspOf: async () => undefined };
  const about = (length: number) => ({ subjects: [{ certificate: certificates[length - 1]! }], pool: certificates });
  assert.equal(await refusal(sources, about(64)), undefined);
  assert.equal(await refusal(sources, about(66)), 'evidence-missing');
});

test('a revoked signer has no long-term signature, unless it was made before', async () => {
  const revoked = { kind: 'revoked', at: days(-1) } as const;
  const ocspOf = async (certificate: Certificate) => ocsp(certificate, responder, revoked);
  assert.equal(await refusal({ ocspOf }), 'revoked');
  assert.equal(
    await refusal({ ocspOf: async () => undefined, crlOf: async (_, issuer) => crl(issuer, [ana.certificate]) }),
    'revoked',
  );
  assert.equal(await refusal({ ocspOf }, { subjects: [{ certificate: ana.certificate, provenAt: at }] }), 'revoked');
  const before = [{ certificate: ana.certificate, provenAt: days(-2) }];
  assert.equal(await refusal({ ocspOf }, { subjects: before }), undefined);
});

const needed = holders.filter((one) => one !== tsa);

test('the chain to the root, a status of each certificate, and the responder with its own', async () => {
  const evidence = await collectEvidence(wanted, honest);
  const names = evidence.certificates.map((der) => parseCertificate(der).serialHex).sort();
  assert.deepEqual(names, needed.map(({ certificate }) => certificate.serialHex).sort());
  assert.deepEqual([evidence.ocspResponses.length, evidence.crls.length], [1, 1]);
});

test('a responder that is away leaves it to the list', async () => {
  const evidence = await collectEvidence(wanted, { ...honest, ocspOf: () => Promise.reject(new Error('no route')) });
  assert.deepEqual([evidence.ocspResponses.length, evidence.crls.length], [0, 2]);
  assert.equal(evidence.certificates.length, 3);
});

test('what the document carries is enough, even years later, when the signature was proven in its time', async () => {
  const silent = { issuersOf: async () => [], ocspOf: async () => undefined, crlOf: async () => undefined };
  const known = await collectEvidence(wanted, honest);
  const later = { ...wanted, known, at: days(900), subjects: [{ certificate: ana.certificate, provenAt: at }] };
  assert.deepEqual(await collectEvidence(later, silent), known);
  await assert.rejects(collectEvidence({ ...later, subjects: wanted.subjects }, silent), { code: 'evidence-missing' });
});
