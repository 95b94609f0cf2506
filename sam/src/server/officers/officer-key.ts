import { createHash, X509Certificate } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import {
  type Officer,
  type OfficerAct,
  type OfficerProof,
  officerActText,
  officerActType,
  type WebauthnAssertion,
} from '../../client/index.ts';
import { verifyAssertion } from '../approval/evidence/webauthn.ts';
import { refuse } from '../refusal.ts';
import { isStrong } from '../trust/check-organizations.ts';
import { jwkThumbprint } from './officer.ts';

const algorithms = ['ES256', 'ES384', 'PS256', 'RS256'];

/** That this officer's second factor signed this act and no other. Refuses with `evidence_invalid`. */
export async function requireProof({ key }: Officer, act: OfficerAct, proof: OfficerProof): Promise<void> {
  if (key.kind === 'jwk' && proof.kind === 'jws') return requireJws(key.jwk, act, proof.jws);
  if (key.kind === 'passkey' && proof.kind === 'webauthn') return requirePasskey(key, act, proof);
  refuse('evidence_invalid', 'not the kind of second factor this officer has');
}

async function requireJws(jwk: object, act: OfficerAct, jws: string): Promise<void> {
  const { payload, protectedHeader } = await verified(jwk, jws);
  if (protectedHeader.typ !== officerActType) refuse('evidence_invalid', 'of another type');
  if (Buffer.from(payload).toString('utf8') !== officerActText(act)) refuse('evidence_invalid', 'signed another act');
}

async function verified(jwk: object, jws: string) {
  try {
    return await compactVerify(jws, ({ alg }) => importJWK(jwk, alg), { algorithms });
  } catch (cause) {
    return refuse('evidence_invalid', `second factor: ${(cause as Error).message}`, cause);
  }
}

type Passkey = Extract<Officer['key'], { kind: 'passkey' }>;

function requirePasskey(key: Passkey, act: OfficerAct, proof: WebauthnAssertion): void {
  if (proof.id !== key.id) refuse('evidence_invalid', 'not this officer’s passkey');
  const ih = createHash('sha256').update(officerActText(act), 'utf8').digest();
  const passkey = { spki: key.spki, alg: key.alg, aaguid: '', backupEligible: false };
  verifyAssertion(proof, passkey, { ih, origin: key.origin, rpId: key.rpId });
}

/** The fault of an officer's credentials, as officers or a configuration give them; undefined when they are two. */
export function credentialFault({ certificate, key }: Officer): string | undefined {
  try {
    const jwk = new X509Certificate(Buffer.from(certificate, 'base64url')).publicKey.export({ format: 'jwk' });
    if (key.kind === 'jwk' && ('d' in key.jwk || !isStrong(key.jwk))) return 'the key is not a public one of strength';
    const same = key.kind === 'jwk' && jwkThumbprint(key.jwk) === jwkThumbprint({ ...jwk });
    return same ? 'certificate and second factor are one key' : undefined;
  } catch {
    return 'the certificate cannot be read';
  }
}
