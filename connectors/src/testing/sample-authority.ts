/** A root, and whom it certifies, made when asked for; for tests. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  type Certificate,
  type CertificateProfile,
  encodeName,
  issueCertificate,
  parseCertificate,
  type SignatureScheme,
} from '@chancery/pki';

export const scheme: SignatureScheme = { kind: 'ecdsa', digest: 'sha256' };

export interface Holder {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
  readonly sign: (data: Uint8Array) => Uint8Array;
}

export interface Wanted {
  readonly profile?: CertificateProfile;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const day = 86_400_000;

export const sampleRoot = (commonName = 'Sample Root') => certify(commonName, { profile: { kind: 'root' } });

/** A signer's certificate unless another profile is wanted. */
export const below = (issuer: Holder, commonName: string, wanted: Wanted = {}) => certify(commonName, wanted, issuer);

async function certify(commonName: string, wanted: Wanted, issuer?: Holder): Promise<Holder> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = (data: Uint8Array) => new Uint8Array(sign('sha256', data, privateKey));
  const subject = encodeName({ country: 'XX', commonName });
  const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
  const content = {
    serial: Uint8Array.of(0x42, ...randomBytes(11)),
    issuer: issuer?.certificate.subject.der ?? subject,
    subject,
    spki,
    notBefore: wanted.notBefore ?? new Date(Date.now() - day),
    notAfter: wanted.notAfter ?? new Date(Date.now() + 365 * day),
    profile: wanted.profile ?? ({ kind: 'signer' } as const),
    issuerSpki: issuer?.certificate.spki ?? spki,
  };
  const der = await issueCertificate(content, scheme, issuer?.sign ?? own);
  return { certificate: parseCertificate(der), privateKey, sign: own };
}
