/** What a time-stamp token proves: the checks of RFC 3161 2.4.2 and 2.3, in this order. */
import { digestOid, type WrittenDigest } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { sameBytes } from './der.ts';
import { digestOf } from './digest.ts';
import type { TimeStampToken } from './time-stamp-token.ts';
import { type SignedDataFailure, type SignedDataVerdict, verifySignedData } from './verify-signed-data.ts';

const extendedKeyUsage = '2.5.29.37';
const timeStamping = '1.3.6.1.5.5.7.3.8';

export interface TimeStampQuestion {
  /** What should have been stamped. */
  readonly imprint: Uint8Array;
  readonly digest: WrittenDigest;
  /** As sent: the token must carry it. Absent: not compared. */
  readonly nonce?: bigint;
  /** The policy asked for. Absent: any. */
  readonly policy?: string;
  /** Where the authority's certificate may be found when it is not in the token. */
  readonly certificates?: readonly Certificate[];
}

/** Why a token proves nothing. */
export type TimeStampFailure =
  | 'imprint'
  | 'nonce'
  | 'policy'
  | 'unknown-critical-extension'
  | 'signers'
  | 'signature'
  | 'certificate-reference'
  | 'key-purpose';

export type TimeStampVerdict =
  | {
      readonly ok: true;
      readonly genTime: Date;
      readonly signer: Certificate;
      /** What came with the token and with the question: where a path may lead. */
      readonly certificates: readonly Certificate[];
    }
  | {
      readonly ok: false;
      readonly reason: TimeStampFailure;
      /** With `signature`: what is wrong with it. */
      readonly signature?: SignedDataFailure;
      readonly signer?: Certificate;
    };

/**
 * A value, never an exception. Whether the authority is one to trust, and was in its time, is `buildPath`'s question about
 * `signer`.
 */
export function judgeTimeStampToken(token: TimeStampToken, question: TimeStampQuestion): TimeStampVerdict {
  const refusal = contentFault(token, question);
  if (refusal) return { ok: false, reason: refusal };
  const verdict = verifyToken(token, question.certificates ?? []);
  const { signer, certificates } = verdict;
  if (!verdict.ok || !signer) return { ok: false, reason: 'signature', ...fault(verdict) };
  const reason = signerFault(verdict, signer);
  return reason ? { ok: false, reason, signer } : { ok: true, genTime: token.genTime, signer, certificates };
}

function contentFault(token: TimeStampToken, question: TimeStampQuestion): TimeStampFailure | undefined {
  const { digestOid: digest, value } = token.imprint;
  if (digest !== digestOid(question.digest) || !sameBytes(value, question.imprint)) return 'imprint';
  if (question.nonce !== undefined && token.nonce !== question.nonce) return 'nonce';
  if (question.policy !== undefined && token.policy !== question.policy) return 'policy';
  if (token.unknownCritical.length > 0) return 'unknown-critical-extension';
  // 2.4.2: the authority signs, and nobody else.
  return token.signedData.signerInfos.length === 1 ? undefined : 'signers';
}

function verifyToken({ signedData, content }: TimeStampToken, pool: readonly Certificate[]): SignedDataVerdict {
  const certificates = [...signedData.certificates, ...pool];
  return verifySignedData({ ...signedData, certificates }, (digest) => digestOf(digest, content));
}

function fault({ reason, signer }: SignedDataVerdict) {
  return { ...(reason ? { signature: reason } : {}), ...(signer ? { signer } : {}) };
}

function signerFault(verdict: SignedDataVerdict, signer: Certificate): TimeStampFailure | undefined {
  // 2.4.2 (RFC 5816 for version 2): the certificate is a signed attribute, so that no other can be put in its place.
  if (verdict.certificateReference === 'none') return 'certificate-reference';
  // 2.3: a key for nothing else, and saying so critically.
  const [purpose, ...others] = signer.extendedKeyUsage;
  const alone = purpose === timeStamping && others.length === 0;
  return alone && signer.critical.includes(extendedKeyUsage) ? undefined : 'key-purpose';
}
