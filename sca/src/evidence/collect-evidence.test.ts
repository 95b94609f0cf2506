import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import {
  buildOcspResponse,
  buildRevocationList,
  type Certificate,
  type CertificateProfile,
  type CertificateStatus,
  certificateId,
  encodeName,
  issueCertificate,
  parseCertificate,
} from '@chancery/pki';
import { collectEvidence, type WantedEvidence } from './collect-evidence.ts';
import type { EvidenceSources } from './evidence.ts';

const at = new Date('2026-06-01T12:00:00Z');
const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;

interface Holder {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

let serial = 0;

async function issued(commonName: string, profile: CertificateProfile, issuer?: Holder): Promise<Holder> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
  const subject = encodeName({ commonName });
  const by = issuer ?? { certificate: { subject: { der: subject }, spki }, key: pair.privateKey };
  const content = {
    serial: Uint8Array.of(1, ++serial),
    issuer: by.certificate.subject.der,
    subject,
    spki,
    notBefore: days(-100),
    notAfter: days(1000),
    profile,
    issuerSpki: by.certificate.spki,
  };
  const der = await issueCertificate(content, scheme, (tbs) => sign('sha256', tbs, by.key));
  return { certificate: parseCertificate(der), key: pair.privateKey };
}

const root = await issued('Root', { kind: 'root' });
const issuing = await issued('Issuing', { kind: 'issuing' }, root);
const responder = await issued('Responder', { kind: 'ocsp' }, issuing);
const ana = await issued('Ana', { kind: 'signer' }, issuing);
const holders = [root, issuing, responder, ana];

const holderOf = (one: Certificate) => holders.find(({ certificate }) => certificate.serialHex === one.serialHex)!;

function ocsp(about: Certificate, by: Holder, status: CertificateStatus = { kind: 'good' }, made = at) {
  const [id, until] = [certificateId(about, issuing.certificate), new Date(made.getTime() + 3_600_000)];
  const certificates = [by.certificate.der];
  const answer = { id, status, producedAt: made, thisUpdate: made, nextUpdate: until };
  return buildOcspResponse({ ...answer, responder: by.certificate, certificates }, scheme, (data) =>
    sign('sha256', data, by.key),
  );
}

function crl(issuer: Certificate, revoked: Certificate[] = [], made = at) {
  const list = revoked.map(({ serialHex }) => ({ serialHex, at: days(-1) }));
  const content = {
    issuer,
    number: 1n,
    thisUpdate: made,
    nextUpdate: new Date(made.getTime() + 86_400_000),
    revoked: list,
  };
  return buildRevocationList(content, scheme, (tbs) => sign('sha256', tbs, holderOf(issuer).key));
}

const honest: EvidenceSources = {
  issuersOf: async ({ issuer }) =>
    holders
      .filter(({ certificate }) => Buffer.compare(certificate.subject.der, issuer.der) === 0)
      .map(({ certificate }) => certificate.der),
  ocspOf: async (certificate, issuer) => (issuer === root.certificate ? undefined : ocsp(certificate, responder)),
  crlOf: async (_certificate, issuer) => crl(issuer),
};
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

test('the chain to the root, a status of each certificate, and the responder with its own', async () => {
  const evidence = await collectEvidence(wanted, honest);
  const names = evidence.certificates.map((der) => parseCertificate(der).serialHex).sort();
  assert.deepEqual(names, holders.map(({ certificate }) => certificate.serialHex).sort());
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
