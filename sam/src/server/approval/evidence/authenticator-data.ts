import { createHash } from 'node:crypto';
import { refuse } from '../../refusal.ts';
import { readCbor } from './cbor.ts';

/** What an authenticator says about an act: WebAuthn level 3, section 6.1. */
export type AuthenticatorData = {
  readonly rpIdHash: Uint8Array;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly counter: number;
  readonly attested?: AttestedCredential;
};

export type AttestedCredential = {
  readonly aaguid: Uint8Array;
  readonly id: Uint8Array;
  readonly publicKey: Uint8Array;
};

const flag = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, attested: 0x40, extensions: 0x80 } as const;

/** Refuses with `evidence_invalid` what is not exactly that structure. */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (data.length < 37) return refuse('evidence_invalid', 'authenticator data too short');
  const flags = data.readUInt8(32);
  const attested = flags & flag.attested ? parseAttested(data.subarray(37)) : undefined;
  const end = 37 + (attested?.length ?? 0);
  const extensions = flags & flag.extensions ? readCbor(data.subarray(end)).length : 0;
  if (end + extensions !== data.length) refuse('evidence_invalid', 'authenticator data of another length');
  return {
    rpIdHash: data.subarray(0, 32),
    userPresent: (flags & flag.userPresent) !== 0,
    userVerified: (flags & flag.userVerified) !== 0,
    backupEligible: (flags & flag.backupEligible) !== 0,
    counter: data.readUInt32BE(33),
    ...(attested === undefined ? {} : { attested: attested.credential }),
  };
}

function parseAttested(data: Buffer): { credential: AttestedCredential; length: number } {
  const idLength = data.length < 18 ? 0 : data.readUInt16BE(16);
  const keyAt = 18 + idLength;
  if (idLength === 0 || idLength > 1_023 || keyAt > data.length) refuse('evidence_invalid', 'no attested credential');
  const length = keyAt + readCbor(data.subarray(keyAt)).length;
  const publicKey = data.subarray(keyAt, length);
  return { credential: { aaguid: data.subarray(0, 16), id: data.subarray(18, keyAt), publicKey }, length };
}

/** The checks shared by both ceremonies: this approval page (7.2 step 15), the person there (16) and recognised (17). */
export function requireVerifiedUser(data: AuthenticatorData, rpId: string): void {
  const expected = createHash('sha256').update(rpId).digest();
  if (!expected.equals(data.rpIdHash)) refuse('evidence_invalid', 'the assertion is for another relying party');
  if (!data.userPresent) refuse('evidence_invalid', 'user not present');
  if (!data.userVerified) refuse('evidence_invalid', 'user not verified');
}
