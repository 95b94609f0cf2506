/** Signatures over a protocol: what is signed, and that it was (RFC 7515). */
import { createHash, verify } from 'node:crypto';
import { CryptoModuleError } from '../crypto-module-error.ts';
import type { OfficerKey } from './officer-key.ts';
import type { ProtocolFile } from './protocol.ts';

type Signer = Pick<OfficerKey, 'alg' | 'kid' | 'key'>;

/** Its type keeps this signature from being any other one of the same key (RFC 8725, 3.11). */
const typ = 'chancery-ceremony+jwt';

/** The octets that the signer signs (RFC 7515, 5.1), in ASCII. */
export function signingInput({ payload }: Pick<ProtocolFile, 'payload'>, signer: Signer): string {
  return `${protectedHeader(signer)}.${payload}`;
}

/** SHA-256 or SHA-384 of it, for a card that signs digests. */
export function signingDigest(file: Pick<ProtocolFile, 'payload'>, signer: Signer): Uint8Array {
  return createHash(digestOf(signer)).update(signingInput(file, signer)).digest();
}

/**
 * The file with one more signature; r || s and DER (as OpenSSL writes it) are both taken.
 * @throws CryptoModuleError `input` when it is not a signature of this signer over this protocol
 */
export function addSignature(file: ProtocolFile, signer: Signer, signature: Uint8Array): ProtocolFile {
  const raw = signer.alg === 'RS256' || signature.length === rawLength(signer) ? signature : rawOf(signature, signer);
  const entry = { protected: protectedHeader(signer), signature: Buffer.from(raw).toString('base64url') };
  if (!isSigned({ ...file, signatures: [entry] }, signer)) {
    throw new CryptoModuleError('input', 'this is not a signature of this key over this protocol');
  }
  const others = file.signatures.filter((each) => each.protected !== entry.protected);
  return { ...file, signatures: [...others, entry] };
}

/** Whether the file has a valid signature of this signer. */
export function isSigned(file: ProtocolFile, signer: Signer): boolean {
  const wanted = protectedHeader(signer);
  const [found, ...more] = file.signatures.filter((each) => each.protected === wanted);
  if (found === undefined || more.length > 0) return false;
  const signature = Buffer.from(found.signature, 'base64url');
  if (signature.toString('base64url') !== found.signature) return false;
  const key = { key: signer.key, dsaEncoding: 'ieee-p1363' } as const;
  return verify(digestOf(signer), Buffer.from(signingInput(file, signer)), key, signature);
}

/** Whether every signature of the file is one of these signers', and theirs alone. */
export function isSignedOnlyBy(file: ProtocolFile, signers: readonly Signer[]): boolean {
  return file.signatures.every((each) => signers.some((signer) => protectedHeader(signer) === each.protected));
}

/** Members in canonical order, so that a header is known by its text. */
function protectedHeader({ alg, kid }: Signer): string {
  return Buffer.from(JSON.stringify({ alg, kid, typ })).toString('base64url');
}

function digestOf({ alg }: Signer): 'sha256' | 'sha384' {
  return alg === 'ES384' ? 'sha384' : 'sha256';
}

function rawLength({ alg }: Signer): number {
  return alg === 'ES384' ? 96 : 64;
}

/** ECDSA-Sig-Value (RFC 3279, 2.2.3) as r || s (RFC 7518, 3.4); what is malformed becomes a signature that does not verify. */
function rawOf(der: Uint8Array, signer: Signer): Uint8Array {
  const size = rawLength(signer) / 2;
  const sequence = Buffer.from(der);
  const rLength = sequence[3] ?? 0;
  const r = sequence.subarray(4, 4 + rLength);
  const s = sequence.subarray(6 + rLength);
  return Buffer.concat([r, s].map((value) => Buffer.concat([Buffer.alloc(size), value]).subarray(-size)));
}
