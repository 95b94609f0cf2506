/** Authorities that come and go: each has a life, after which it gives nothing any more, and its key is lost. */
import { randomBytes } from 'node:crypto';
import {
  buildOcspResponse,
  buildRevocationList,
  buildTimeStampResponse,
  type Certificate,
  certificateId,
  type DigestName,
  parseTimeStampResponse,
} from '@chancery/pki';
import type { EvidenceSources, Stamp } from '@chancery/sca';
import { below, type Holder, newKey, sampleRoot, signWith } from '../../../pki/src/testing/sample-authority.ts';

/** `curve` and `digest` are those of its time. */
interface Life {
  readonly name: string;
  readonly from: Date;
  readonly until: Date;
  readonly digest: DigestName;
  readonly curve: 'P-256' | 'P-521';
}

/** A root and what it certified; `clock` says when it is asked. */
export interface Authority {
  readonly life: Life;
  readonly root: Holder;
  /** Whom the root certified to issue for it; time-stamping authorities have none. */
  readonly issuing?: Holder;
  /** The signer, or the time-stamping authority. */
  readonly end: Holder;
  readonly responder?: Holder;
}

const week = 7 * 86_400_000;

export async function certificateAuthority(life: Life): Promise<Authority> {
  const wanted = () => lived(life);
  const root = await sampleRoot(`${life.name} Root`, wanted());
  const issuing = await below(root, life.name, { ...wanted(), profile: { kind: 'issuing' } });
  const responder = await below(issuing, `${life.name} Responder`, { ...wanted(), profile: { kind: 'ocsp' } });
  return { life, root, issuing, responder, end: await below(issuing, 'Signer', wanted()) };
}

export async function timeStampingAuthority(life: Life): Promise<Authority> {
  const root = await sampleRoot(`${life.name} Root`, lived(life));
  return { life, root, end: await below(root, life.name, { ...lived(life), profile: { kind: 'tsa' } }) };
}

function lived({ from, until, digest, curve }: Life) {
  return { key: newKey({ kind: 'ecdsa', digest }, curve), notBefore: from, notAfter: until };
}

/** A token at that time. */
export function stampOf({ life, end }: Authority, now: Date): Stamp {
  return async (imprint, digest) => {
    requireAlive(life, now);
    const stated = { digest, imprint, serial: randomBytes(8).readBigUInt64BE(), genTime: now, certReq: true };
    const grant = { ...stated, policy: '1.3.6.1.4.1.32473.1.2', certificates: [end.certificate.der] };
    const answer = parseTimeStampResponse(await buildTimeStampResponse(grant, end.key.scheme, signedBy(end)));
    if (!answer.granted) throw new Error('no time-stamp');
    return answer.token;
  };
}

/** What those of them who still live answer at that time. */
export function sourcesAt(authorities: readonly Authority[], now: Date): EvidenceSources {
  const issuers = authorities.flatMap(({ root, issuing }) => (issuing ? [root, issuing] : [root]));
  return {
    issuersOf: async ({ issuer }) =>
      issuers.filter(({ certificate }) => same(certificate.subject.der, issuer.der)).map((one) => one.certificate.der),
    ocspOf: async (certificate, issuer) => {
      const asked = authorities.find(({ issuing }) => issuing && same(issuing.certificate.der, issuer.der));
      return asked?.responder && answerOf(asked, asked.responder, certificate, issuer, now);
    },
    crlOf: async (_certificate, issuer) => {
      const asked = authorities.find(({ root }) => same(root.certificate.der, issuer.der));
      return asked && listOf(asked, now);
    },
  };
}

/** The revocation list of the root, empty. */
export function listOf({ life, root }: Authority, now: Date): Promise<Uint8Array> {
  requireAlive(life, now);
  const dates = { thisUpdate: now, nextUpdate: new Date(now.getTime() + week) };
  const content = { issuer: root.certificate, number: BigInt(now.getTime()), revoked: [], ...dates };
  return buildRevocationList(content, root.key.scheme, signedBy(root));
}

function answerOf({ life }: Authority, responder: Holder, about: Certificate, issuer: Certificate, now: Date) {
  requireAlive(life, now);
  const dates = { producedAt: now, thisUpdate: now, nextUpdate: new Date(now.getTime() + week) };
  const by = { responder: responder.certificate, certificates: [responder.certificate.der] };
  const answer = { id: certificateId(about, issuer), status: { kind: 'good' }, ...dates, ...by } as const;
  return buildOcspResponse(answer, responder.key.scheme, signedBy(responder));
}

function requireAlive({ name, from, until }: Life, now: Date): void {
  if (now < from || now > until) throw new Error(`${name} answers nobody in ${now.getUTCFullYear()}`);
}

const signedBy =
  ({ key }: Holder) =>
  (data: Uint8Array) =>
    signWith(key, data);

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
