import { createHash, verify } from 'node:crypto';
import type { WebauthnRegistration } from '../../../client/index.ts';
import type { PasskeyData } from '../../factors/factor.ts';
import { refuse } from '../../refusal.ts';
import { type AttestedCredential, parseAuthenticatorData, requireVerifiedUser } from './authenticator-data.ts';
import { type CborMap, readCborMap } from './cbor.ts';
import { checkClientData } from './client-data.ts';
import { type CredentialKey, parseCoseKey } from './cose-key.ts';
import type { Ceremony } from './webauthn.ts';

/** A passkey that a registration brought, with its first counter value. */
export type RegisteredPasskey = { readonly id: string; readonly data: PasskeyData; readonly counter: number };

/**
 * Verifies a registration (WebAuthn level 3, 7.1) over the enrolment intent. Attestation is not asked for: `none`, or the self
 * attestation that browsers let through, which must be right. Refuses with `evidence_invalid`.
 */
export function verifyRegistration(registration: WebauthnRegistration, ceremony: Ceremony): RegisteredPasskey {
  const clientData = Buffer.from(registration.clientDataJSON, 'base64url');
  checkClientData(clientData, { type: 'webauthn.create', ih: ceremony.ih, origin: ceremony.origin });
  const attestation = readCborMap(Buffer.from(registration.attestationObject, 'base64url'));
  const authData = bytesIn(attestation, 'authData');
  const data = parseAuthenticatorData(authData);
  requireVerifiedUser(data, ceremony.rpId);
  const credential = requireCredential(data.attested, registration.id);
  const key = parseCoseKey(credential.publicKey);
  requireAttestation(attestation, key, Buffer.concat([authData, createHash('sha256').update(clientData).digest()]));
  const { backupEligible, counter } = data;
  return { id: registration.id, counter, data: passkeyData(registration, credential, key, backupEligible) };
}

function requireCredential(credential: AttestedCredential | undefined, id: string): AttestedCredential {
  const same = credential !== undefined && Buffer.from(credential.id).toString('base64url') === id;
  return same ? credential : refuse('evidence_invalid', 'the credential is not the one presented');
}

function requireAttestation(attestation: CborMap, { alg, key }: CredentialKey, signed: Uint8Array): void {
  const [format, statement] = [attestation.get('fmt'), attestation.get('attStmt')];
  if (!(statement instanceof Map)) refuse('evidence_invalid', 'no attestation statement');
  if (format === 'none' && statement.size === 0) return;
  const self = format === 'packed' && !statement.has('x5c') && statement.get('alg') === alg;
  if (!self || !verify('sha256', signed, key, bytesIn(statement, 'sig'))) {
    refuse('evidence_invalid', `attestation ${String(format)} not accepted`);
  }
}

function bytesIn(map: CborMap, name: string): Uint8Array {
  const value = map.get(name);
  return value instanceof Uint8Array ? value : refuse('evidence_invalid', `no ${name}`);
}

function passkeyData(
  { transports }: WebauthnRegistration,
  { aaguid }: AttestedCredential,
  { alg, key }: CredentialKey,
  backupEligible: boolean,
): PasskeyData {
  const spki = key.export({ format: 'der', type: 'spki' }).toString('base64url');
  const data = { spki, alg, aaguid: Buffer.from(aaguid).toString('hex'), backupEligible };
  return transports === undefined ? data : { ...data, transports };
}
