import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  buildRevocationList,
  buildTimeStampResponse,
  type DigestName,
  digestOf,
  encodeName,
  issueCertificate,
  parseCertificate,
  parseTimeStampResponse,
  type SignatureScheme,
} from '@chancery/pki';

/** A time-stamping authority for tests, its own root. */
export interface SampleTime {
  /** DER. */
  readonly root: Uint8Array;
  /** A revocation list of the root, empty. */
  readonly list: Uint8Array;
  /** A token over octets with this digest. */
  stampDigest(imprint: Uint8Array, digest: DigestName): Promise<Uint8Array>;
  /** A token over the octets. */
  stamp(input: Uint8Array, digest?: DigestName, at?: Date): Promise<Uint8Array>;
}

const scheme: SignatureScheme = { kind: 'ecdsa', digest: 'sha256' };

export async function sampleTime(): Promise<SampleTime> {
  const [root, own] = [newKey(), newKey()];
  const issuer = encodeName({ commonName: 'Sample Time Root' });
  const certify = (subject: Uint8Array, spki: Uint8Array, kind: 'root' | 'tsa') =>
    issueCertificate(
      {
        serial: Uint8Array.of(0x10, ...randomBytes(15)),
        issuer,
        subject,
        spki,
        notBefore: new Date('2020-01-01T00:00:00Z'),
        notAfter: new Date('2045-01-01T00:00:00Z'),
        profile: { kind },
        issuerSpki: root.spki,
      },
      scheme,
      root.sign,
    );
  const rootCertificate = await certify(issuer, root.spki, 'root');
  const certificate = await certify(encodeName({ commonName: 'Sample Time' }), own.spki, 'tsa');
  const [now, revoked] = [new Date(), []];
  const content = { issuer: parseCertificate(rootCertificate), number: 1n, thisUpdate: now, revoked };
  return {
    root: rootCertificate,
    list: await buildRevocationList(content, scheme, root.sign),
    stampDigest: (imprint, digest) => token([certificate], own.sign, imprint, digest, new Date()),
    stamp: (input, digest = 'sha256', at = new Date()) =>
      token([certificate], own.sign, digestOf(digest, input), digest, at),
  };
}

type Sign = (data: Uint8Array) => Uint8Array;

async function token(certificates: Uint8Array[], sign: Sign, imprint: Uint8Array, digest: DigestName, genTime: Date) {
  const serial = randomBytes(8).readBigUInt64BE();
  const stated = { digest, imprint, serial, genTime, certReq: true, certificates };
  const grant = { ...stated, policy: '1.3.6.1.4.1.32473.1.2' };
  const response = parseTimeStampResponse(await buildTimeStampResponse(grant, scheme, sign));
  if (!response.granted) throw new Error('no token');
  return response.token;
}

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign: Sign = (data) => new Uint8Array(createSign('sha256').update(data).sign(privateKey));
  return { sign, spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })) };
}
