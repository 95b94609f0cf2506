/**
 * A detached CMS from a digest and a signature value, as many as a core assembles in a second of its processor time: the signed
 * attributes and the SignedData with the certificates of signer and issuer; then the same with the last check before it is called
 * signed (the value verifies with the key of the certificate), which is the work of openssl.
 */
import { randomBytes } from 'node:crypto';
import { embedCades, prepareCades } from '@chancery/ades';
import { buildSignedData, signedAttributes } from '@chancery/pki';
import { below, type Key, newKey, sampleRoot, signWith } from '../../pki/src/testing/sample-authority.ts';
import { median } from './median.ts';
import type { Measurement } from './run.ts';

const rounds = 5;
const perRound = 4000;
const digest = 'sha256';

const kinds: readonly (readonly [string, () => Key])[] = [
  ['RSA-2048', () => newKey({ kind: 'rsa-pkcs1', digest }, 2048)],
  ['P-256', () => newKey()],
];

export async function* measureCms(): AsyncIterable<Measurement> {
  for (const [name, newKeyOf] of kinds) {
    const root = await sampleRoot('Bench Root');
    const authority = await below(root, 'Bench Authority', { profile: { kind: 'root' } });
    const signer = await below(authority, 'Bench Signer', { key: newKeyOf() });
    const certificates = [signer.certificate.der, authority.certificate.der];
    yield { name: `CMS assembly, ${name}`, value: perSecond(assembling(signer.key, certificates)), unit: '/s' };
    yield {
      name: `CMS assembly with the check, ${name}`,
      value: perSecond(checking(signer.key, certificates)),
      unit: '/s',
    };
  }
}

function assembling({ scheme, ...key }: Key, certificates: readonly Uint8Array[]): () => void {
  const messageDigest = randomBytes(32);
  const [signingCertificate] = certificates as [Uint8Array];
  const content = { messageDigest, digest, signingCertificate, signingTime: new Date() } as const;
  const signature = signWith({ scheme, ...key }, signedAttributes(content));
  return () => {
    buildSignedData({ certificates, digest, scheme, signature, signedAttributes: signedAttributes(content) });
  };
}

function checking({ scheme, ...key }: Key, certificates: readonly Uint8Array[]): () => void {
  const content = { packaging: 'detached', content: { digest, value: randomBytes(32) } } as const;
  const options = { digest, certificates, scheme, signingTime: new Date() } as const;
  const signature = signWith({ scheme, ...key }, prepareCades(content, options).signedAttributes);
  return () => {
    embedCades(prepareCades(content, options), { certificates, scheme, signature }, content);
  };
}

/** The first round warms everything up. */
function perSecond(assemble: () => void): number {
  const values = Array.from({ length: rounds + 1 }, () => {
    const before = process.cpuUsage();
    for (let time = 0; time < perRound; time++) assemble();
    const { user, system } = process.cpuUsage(before);
    return (perRound / (user + system)) * 1e6;
  });
  return median(values.slice(1));
}
