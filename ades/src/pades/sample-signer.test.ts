import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { type DigestName, encodeName, issueCertificate, type SignatureScheme, type WrittenDigest } from '@chancery/pki';

/** A signer for tests: a key and a chain of two certificates, made when asked for. */
export interface SampleSigner {
  /** DER, the signer's first, then its root. */
  readonly certificates: readonly Uint8Array[];
  readonly root: Uint8Array;
  scheme(digest: DigestName): SignatureScheme;
  sign(digest: WrittenDigest, message: Uint8Array): Uint8Array;
}

export type SampleKey =
  | { readonly kind: 'rsa'; readonly bits: number }
  | { readonly kind: 'ec'; readonly curve: string };

const notBefore = new Date('2020-01-01T00:00:00Z');
const notAfter = new Date('2045-01-01T00:00:00Z');

export async function sampleSigner(key: SampleKey): Promise<SampleSigner> {
  const authority = newKey({ kind: 'ec', curve: 'P-256' });
  const issuer = encodeName({ commonName: 'Sample Root' });
  const signedBy = (tbs: Uint8Array) => createSign('sha256').update(tbs).sign(authority.privateKey);
  const scheme: SignatureScheme = { kind: 'ecdsa', digest: 'sha256' };
  const common = { issuer, notBefore, notAfter, issuerSpki: authority.spki };
  const rootContent = {
    ...common,
    serial: serial(),
    subject: issuer,
    spki: authority.spki,
    profile: { kind: 'root' },
  } as const;
  const root = await issueCertificate(rootContent, scheme, signedBy);
  const own = newKey(key);
  const subject = encodeName({ commonName: 'Sample Signer', country: 'XX' });
  const content = { ...common, serial: serial(), subject, spki: own.spki, profile: { kind: 'signer' } } as const;
  const certificate = await issueCertificate(content, scheme, signedBy);
  return {
    certificates: [certificate, root],
    root,
    scheme: (digest) => ({ kind: key.kind === 'rsa' ? 'rsa-pkcs1' : 'ecdsa', digest }),
    sign: (digest, message) => createSign(digest).update(message).sign(own.privateKey),
  };
}

function serial(): Uint8Array {
  return Uint8Array.from([0x10, ...randomBytes(15)]);
}

function newKey(key: SampleKey): { privateKey: KeyObject; spki: Uint8Array } {
  const publicKeyEncoding = { type: 'spki', format: 'der' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  const pair =
    key.kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: key.bits, publicKeyEncoding, privateKeyEncoding })
      : generateKeyPairSync('ec', { namedCurve: key.curve, publicKeyEncoding, privateKeyEncoding });
  return { privateKey: createPrivateKey(pair.privateKey), spki: pair.publicKey };
}
