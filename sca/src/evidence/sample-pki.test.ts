/** A small authority for tests, with a responder, lists and time-stamps, at a fixed time. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  buildOcspResponse,
  buildRevocationList,
  buildTimeStampResponse,
  type Certificate,
  type CertificateProfile,
  type CertificateStatus,
  certificateId,
  type DigestName,
  encodeName,
  issueCertificate,
  parseCertificate,
  parseTimeStampResponse,
} from '@chancery/pki';
import type { EvidenceSources } from './evidence.ts';

export const at = new Date('2026-06-01T12:00:00Z');
export const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
export const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;

export interface Holder {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

let serial = 0;
const everybody: Holder[] = [];

export async function issued(commonName: string, profile: CertificateProfile, issuer?: Holder): Promise<Holder> {
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
  everybody.push({ certificate: parseCertificate(der), key: pair.privateKey });
  return everybody.at(-1)!;
}

export const root = await issued('Root', { kind: 'root' });
export const issuing = await issued('Issuing', { kind: 'issuing' }, root);
export const responder = await issued('Responder', { kind: 'ocsp' }, issuing);
export const ana = await issued('Ana', { kind: 'signer' }, issuing);
export const tsa = await issued('Time', { kind: 'tsa' }, issuing);
export const holders = [root, issuing, responder, ana, tsa];

const holderOf = (one: Certificate) => everybody.find(({ certificate }) => certificate.serialHex === one.serialHex)!;

export function ocsp(about: Certificate, by: Holder, status: CertificateStatus = { kind: 'good' }, made = at) {
  const [id, until] = [certificateId(about, issuing.certificate), new Date(made.getTime() + 3_600_000)];
  const certificates = [by.certificate.der];
  const answer = { id, status, producedAt: made, thisUpdate: made, nextUpdate: until };
  return buildOcspResponse({ ...answer, responder: by.certificate, certificates }, scheme, (data) =>
    sign('sha256', data, by.key),
  );
}

export function crl(issuer: Certificate, revoked: Certificate[] = [], made = at) {
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

/** Sources that answer truly, at that time. */
export function honestAt(now: Date): EvidenceSources {
  return {
    issuersOf: async ({ issuer }) =>
      holders
        .map(({ certificate }) => certificate)
        .filter(named(issuer))
        .map(({ der }) => der),
    ocspOf: async (certificate, { serialHex }) =>
      serialHex === root.certificate.serialHex ? undefined : ocsp(certificate, responder, { kind: 'good' }, now),
    crlOf: async (_certificate, issuer) => crl(issuer, [], now),
  };
}

const named = (name: Certificate['issuer']) => (one: Certificate) => Buffer.compare(one.subject.der, name.der) === 0;

export const honest = honestAt(at);

/** A token by the authority, at that time. */
export async function stampAt(imprint: Uint8Array, digest: DigestName, genTime: Date): Promise<Uint8Array> {
  const stated = { digest, imprint, serial: randomBytes(8).readBigUInt64BE(), genTime, certReq: true };
  const grant = { ...stated, policy: '1.3.6.1.4.1.32473.1.2', certificates: [tsa.certificate.der] };
  const answer = parseTimeStampResponse(
    await buildTimeStampResponse(grant, scheme, (data) => sign('sha256', data, tsa.key)),
  );
  if (!answer.granted) throw new Error('refused');
  return answer.token;
}
