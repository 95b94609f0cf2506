/** Asking for a time-stamp, RFC 3161 2.4.1. */
import { type DigestName, digestAlgorithm, digestLength, digestName, type WrittenDigest } from './algorithms.ts';
import {
  boolean,
  child,
  decode,
  fieldsOf,
  integer,
  octetString,
  octets,
  oid,
  readInteger,
  readOid,
  sequence,
  type Tlv,
} from './der.ts';
import { PkiError } from './error.ts';

/** What is stamped: a digest, known by its algorithm. `digest` is undefined for an algorithm outside our list. */
export interface MessageImprint {
  readonly digest: DigestName | undefined;
  readonly digestOid: string;
  readonly value: Uint8Array;
}

export interface TimeStampRequestContent {
  /** The digest of what is to be stamped, and its algorithm. SHA-1 proves little: it is for who says that he wants it. */
  readonly imprint: Uint8Array;
  readonly digest: WrittenDigest;
  /** Random and fresh: it ties the answer to this request. 64 bits are customary. */
  readonly nonce?: bigint;
  /** The policy under which alone a token is wanted. */
  readonly policy?: string;
  /** Whether the token shall carry the authority's certificate. */
  readonly certReq: boolean;
}

export interface TimeStampRequest {
  readonly imprint: MessageImprint;
  readonly nonce?: bigint;
  readonly policy?: string;
  readonly certReq: boolean;
  /** Identifiers of the extensions asked for; an authority that does not know one refuses (2.4.1). */
  readonly extensions: readonly string[];
}

/** Throws PkiError `malformed` when the imprint is not of the digest's length. */
export function buildTimeStampRequest(content: TimeStampRequestContent): Uint8Array {
  return sequence(
    integer(1),
    encodeImprint(content.digest, content.imprint),
    ...(content.policy === undefined ? [] : [oid(content.policy)]),
    ...(content.nonce === undefined ? [] : [integer(content.nonce)]),
    // DER leaves out what is the default.
    ...(content.certReq ? [boolean(true)] : []),
  );
}

/** Throws PkiError: `malformed`, and `unsupported` for another version. */
export function parseTimeStampRequest(der: Uint8Array): TimeStampRequest {
  const fields = fieldsOf(decode(der, 0x30));
  if (readInteger(fields.required(0x02)) !== 1n) throw new PkiError('unsupported', 'version of the request');
  const imprint = readImprint(fields.required(0x30));
  const [policy, nonce] = [fields.optional(0x06), fields.optional(0x02)];
  const certReq = fields.optional(0x01)?.value[0] ?? 0;
  const extensions = fields.optional(0xa0);
  fields.end();
  return {
    imprint,
    ...(policy ? { policy: readOid(policy) } : {}),
    ...(nonce ? { nonce: readInteger(nonce) } : {}),
    certReq: certReq !== 0,
    extensions: extensions?.children.map((one) => readOid(child(one, 0))) ?? [],
  };
}

export function encodeImprint(digest: WrittenDigest, value: Uint8Array): Uint8Array {
  if (value.length !== digestLength(digest)) throw new PkiError('malformed', `not a digest of ${digest}`);
  return sequence(digestAlgorithm(digest), octetString(value));
}

export function readImprint(imprint: Tlv): MessageImprint {
  const digestOid = readOid(child(child(imprint, 0, 0x30), 0));
  return { digest: digestName(digestOid), digestOid, value: octets(child(imprint, 1)) };
}
