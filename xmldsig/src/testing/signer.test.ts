import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { encodeName, isMessageScheme, issueCertificate, type SignatureScheme, toPem } from '@chancery/pki';

/** A key with a chain of two certificates, made when asked for; for tests only. */
export interface Signer {
  readonly scheme: SignatureScheme;
  readonly spki: Uint8Array;
  /** DER, the signer's first, then its root. */
  readonly certificates: readonly Uint8Array[];
  readonly pem: { readonly root: string; readonly certificate: string; readonly key: string };
  /** As CMS carries it. */
  sign(message: Uint8Array): Uint8Array;
}

const notBefore = new Date('2020-01-01T00:00:00Z');
const notAfter = new Date('2045-01-01T00:00:00Z');

/** `size`: bits for RSA, the curve for ECDSA, `ed25519` or the parameter set of ML-DSA. */
export async function newSigner(scheme: SignatureScheme, size: number | string): Promise<Signer> {
  const [authority, own] = [newKey('P-256'), newKey(size)];
  const issuer = encodeName({ commonName: 'Sample Root' });
  const issue = (subject: Uint8Array, spki: Uint8Array, kind: 'root' | 'signer') => {
    const serial = Uint8Array.from([0x10, ...randomBytes(15)]);
    const content = {
      serial,
      issuer,
      subject,
      spki,
      notBefore,
      notAfter,
      profile: { kind },
      issuerSpki: authority.spki,
    };
    const issuing: SignatureScheme = { kind: 'ecdsa', digest: 'sha256' };
    return issueCertificate(content, issuing, (tbs) => signWith(authority.privateKey, issuing, tbs));
  };
  const root = await issue(issuer, authority.spki, 'root');
  const certificate = await issue(encodeName({ commonName: 'Sample Signer', country: 'XX' }), own.spki, 'signer');
  const key = own.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return {
    scheme,
    spki: own.spki,
    certificates: [certificate, root],
    pem: { root: toPem('CERTIFICATE', root), certificate: toPem('CERTIFICATE', certificate), key },
    sign: (message) => signWith(own.privateKey, scheme, message),
  };
}

function newKey(size: number | string): { privateKey: KeyObject; spki: Uint8Array } {
  const pair = newPair(size);
  return { privateKey: pair.privateKey, spki: new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })) };
}

function newPair(size: number | string) {
  if (typeof size === 'number') return generateKeyPairSync('rsa', { modulusLength: size });
  if (isMessageScheme({ kind: size })) return generateKeyPairSync(size as 'ed25519');
  return generateKeyPairSync('ec', { namedCurve: size });
}

function signWith(key: KeyObject, scheme: SignatureScheme, message: Uint8Array): Uint8Array {
  if (isMessageScheme(scheme)) return new Uint8Array(sign(null, message, key));
  if (scheme.kind !== 'rsa-pss') return new Uint8Array(sign(scheme.digest, message, key));
  const { digest, saltLength } = scheme;
  return new Uint8Array(sign(digest, message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }));
}
