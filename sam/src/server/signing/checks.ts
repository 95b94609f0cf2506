import {
  digestLength,
  digestOf,
  isLegacyDigest,
  isMessageScheme,
  isSwitchedOn,
  parseCertificate,
  signatureOid,
} from '@chancery/pki';
import type { SignRequest } from '../../client/index.ts';
import type { Challenge } from '../approval/challenge.ts';
import { requireLevel } from '../approval/prepare.ts';
import { signatureOids } from '../approval/signature-oid.ts';
import { b64u, loadKey, type StoredKey, sha256 } from '../keys/key-store.ts';
import { requireInTime } from '../keys/one-time-key.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { trustedOrganization } from '../trust/trust.ts';
import { nameDocument } from './signed-attributes.ts';
import { signedInfoFor } from './signed-info.ts';
import { carryDocument } from './signing-input.ts';
import { type Call, requireAuthorized } from './slot.ts';

export type Scheme = SignRequest['scheme'];

/** An organisation that officers have stopped signs nothing, whatever was approved before. */
export async function requireNotStopped(sam: Sam, { asked }: Challenge): Promise<void> {
  if (asked.seal !== undefined) await trustedOrganization(sam.db, sam.module, asked.seal.of);
}

/** Check 4: what was approved, of the length its algorithm makes. That a slot is still free shows when it is spent. */
export function requireHashes(sad: Challenge, call: Call, { digest }: Scheme): void {
  const { digests, authorized } = call;
  const length = digestLength(digest);
  if (digests.some((each) => each.length !== length)) refuse('invalid', 'digest of another length');
  if (authorized.length !== digests.length) refuse('invalid', 'one document per digest');
  requireAuthorized(sad, call);
}

/**
 * Check 6 of documents in place of digests. Where documents were shown, what was approved is their own DTBS/R, and nothing stands in its
 * place. Else, for SCAL1, the caller is believed that they belong together; for SCAL2 documents must be what was approved, and each digest
 * that of attributes (of the signing input of a JSON signature, of ds:SignedInfo) which name its document and this key's certificate, and state
 * nothing of weight.
 */
export function requireBelonging({ asked }: Challenge, key: StoredKey, call: Call, scheme: Scheme): void {
  if (call.authorized === call.digests) return;
  if (asked.display?.some(({ type }) => type !== 'hash'))
    refuse('policy', 'documents were shown: their DTBS/R is signed');
  if (key.header.scal === 1) return;
  if (asked.binds !== 'sdr') refuse('policy', 'a SCAL2 key signs what was approved itself');
  if (!areShown(call, scheme, key.chain[0] ?? new Uint8Array()))
    refuse('document_not_authorized', 'nothing shows that a digest is of its document');
}

function areShown({ digests, authorized, attributes = [] }: Call, scheme: Scheme, certificate: Uint8Array): boolean {
  const { digest } = scheme;
  if (attributes.length !== digests.length || isLegacyDigest(digest) || isMessageScheme(scheme)) return false;
  return attributes.every((octets, i) => {
    const named = { document: authorized[i] ?? octets, digest, certificate };
    const whole = nameDocument(octets, named) || carryDocument(octets, named);
    const signed = whole ? octets : signedInfoFor(octets, named, { ...scheme, digest });
    return signed !== undefined && digests[i]?.equals(digestOf(digest, signed));
  });
}

/** Check 4 of a scheme that signs messages: each is the one whose digest was approved. For the others there is none. */
export function requireMessages({ digests, messages }: Call, scheme: Scheme): void {
  if (messages?.length !== (isMessageScheme(scheme) ? digests.length : undefined))
    refuse('invalid', 'one message per digest, exactly where the scheme signs messages');
  if (!isMessageScheme(scheme)) return;
  const foreign = messages?.some((message, i) => !digests[i]?.equals(digestOf(scheme.digest, message)));
  if (foreign) refuse('hash_not_authorized', 'a message is not the one that was approved');
}

/** Check 5: the approved key, the signer's own, unedited, active, with the approved certificate in its time. */
export async function usableKey(sam: Sam, { asked }: Challenge, id: string): Promise<StoredKey> {
  if (asked.key !== id) return refuse('sad_invalid', 'the SAD is for another key');
  const key = await loadKey(sam.db, sam.module, id);
  if (key.signer !== asked.sub) refuse('key_state', 'the key is another signer’s');
  requireLevel(sam, key.header.scal);
  if (key.header.state !== 'active') refuse('key_state', `key ${key.header.state}`);
  requireCertificate(key, asked.cert, sam.clock());
  requireInTime(sam, key);
  return key;
}

function requireCertificate({ header, chain: [der] }: StoredKey, approved: string | undefined, now: Date): void {
  if (der === undefined || header.certSha256 === null) refuse('key_state', 'no certificate bound');
  if (!sha256(der).equals(header.certSha256)) refuse('key_state', 'the certificate is not the one bound');
  if (b64u(header.certSha256) !== approved) refuse('key_state', 'the certificate is not the one approved');
  const { notBefore, notAfter } = parseCertificate(der);
  if (now < notBefore || now > notAfter) refuse('key_state', 'certificate out of its time');
}

/** Check 6: an algorithm that the intent allowed, for this kind of key, and that this SAM's operator still allows. */
export function requireAlgorithm({ config }: Sam, { asked }: Challenge, { header }: StoredKey, scheme: Scheme): void {
  const oid = signatureOid(scheme);
  if (!(asked.algs ?? []).includes(oid)) refuse('policy', `${oid} was not allowed`);
  if (!signatureOids(header.algorithm, scheme.digest).includes(oid)) refuse('policy', 'not an algorithm of this key');
  if (!isSwitchedOn(scheme, config.switchedOn ?? [])) refuse('policy', `${oid} is not switched on`);
}
