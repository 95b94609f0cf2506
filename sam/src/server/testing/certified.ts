import { generateKeyPairSync, sign } from 'node:crypto';
import { encodeName, issueCertificate } from '@chancery/pki';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A certificate of that name, which its one key has issued for itself: for what is written about a certificate. */
export async function certified(commonName: string): Promise<Uint8Array> {
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const name = encodeName({ commonName });
  const content = {
    serial: Uint8Array.of(0x5a),
    ...{ issuer: name, subject: name, spki, issuerSpki: spki },
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    profile: { kind: 'signer' },
  } as const;
  return issueCertificate(content, { kind: 'ecdsa', digest: 'sha256' }, (tbs) => sign('sha256', tbs, keys.privateKey));
}
