/** The provider's P-256 key and the certificate that those who trust it pin; made once. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { join } from 'node:path';
import { encodeName, issueCertificate } from '@chancery/pki';
import { readOrCreate } from '../server/state-file.ts';

export interface SigningCertificate {
  readonly key: KeyObject;
  /** Base64 DER. */
  readonly certificate: string;
}

export async function openSigningCertificate(folder: string): Promise<SigningCertificate> {
  const made = await newCertificate();
  const { key, certificate } = readOrCreate(join(folder, 'saml-key.json'), () => made);
  return { key: createPrivateKey({ key, format: 'pem' }), certificate };
}

const tenYears = 3_650 * 86_400_000;

async function newCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = encodeName({ commonName: 'Sandbox Identity' });
  const [notBefore, notAfter] = [new Date(), new Date(Date.now() + tenYears)];
  const content = {
    serial: Buffer.concat([Buffer.of(1), randomBytes(15)]),
    issuer: name,
    subject: name,
    spki,
    notBefore,
    notAfter,
  };
  const der = await issueCertificate(
    { ...content, profile: { kind: 'signer' }, issuerSpki: spki },
    { kind: 'ecdsa', digest: 'sha256' },
    (tbs) => sign('sha256', tbs, privateKey),
  );
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, certificate: Buffer.from(der).toString('base64') };
}
