/** What a time-stamping authority answers to a request (RFC 3161 2.4), each refusal with its failInfo. */
import {
  buildTimeStampResponse,
  type DigestName,
  digestLength,
  digestOid,
  type MessageImprint,
  PkiError,
  parseTimeStampRequest,
  type TimeStampFailureInfo,
  type TimeStampRequest,
  timeStampRefusal,
  type WrittenDigest,
} from '@chancery/pki';

/** A policy of the arc that RFC 5612 keeps for examples. */
export const sandboxTimePolicy = '1.3.6.1.4.1.32473.1.2';

export interface TimeStamper {
  /** DER, the authority's own first. */
  readonly certificates: readonly Uint8Array[];
  readonly sign: (data: Uint8Array, digest: DigestName) => Uint8Array;
  /** Imprints of SHA-1 too, for readers that know nothing newer: two documents of one value can be made. */
  readonly insecureSha1?: boolean;
}

class Refusal extends Error {
  readonly failure: TimeStampFailureInfo;
  constructor(failure: TimeStampFailureInfo, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** DER of a TimeStampResp, whatever was asked. `serial` must be new each time. */
export async function answerTimeStamp(
  stamper: TimeStamper,
  request: Uint8Array,
  { now, serial }: { readonly now: Date; readonly serial: bigint },
): Promise<Uint8Array> {
  try {
    return await grant(stamper, readRequest(request), now, serial);
  } catch (error) {
    if (error instanceof Refusal) return timeStampRefusal(error.failure, error.message);
    throw error;
  }
}

function readRequest(der: Uint8Array): TimeStampRequest {
  try {
    return parseTimeStampRequest(der);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    if (error.code === 'unsupported') throw new Refusal('badRequest', 'Only requests of version 1 are answered.');
    throw new Refusal('badDataFormat', 'This is no time-stamp request.');
  }
}

function grant(stamper: TimeStamper, request: TimeStampRequest, genTime: Date, serial: bigint): Promise<Uint8Array> {
  const { value } = request.imprint;
  const digest = stampedDigest(stamper, request.imprint);
  if (value.length !== digestLength(digest)) throw new Refusal('badDataFormat', 'The imprint is not of its digest.');
  if (request.extensions.length > 0) throw new Refusal('unacceptedExtension', 'No extension is known here.');
  const { policy = sandboxTimePolicy, nonce, certReq } = request;
  if (policy !== sandboxTimePolicy) throw new Refusal('unacceptedPolicy', 'There is one policy here, and not that.');
  const stated = { imprint: value, digest, policy, serial, genTime, certReq, certificates: stamper.certificates };
  const accuracy = { seconds: 1, millis: 0, micros: 0 };
  const content = { ...stated, accuracy, ...(nonce === undefined ? {} : { nonce }) };
  const signed = digest === 'sha1' ? 'sha256' : digest;
  return buildTimeStampResponse(content, { kind: 'ecdsa', digest: signed }, (data) => stamper.sign(data, signed));
}

function stampedDigest({ insecureSha1 }: TimeStamper, { digest, digestOid: dotted }: MessageImprint): WrittenDigest {
  if (digest) return digest;
  if (insecureSha1 && dotted === digestOid('sha1')) return 'sha1';
  throw new Refusal('badAlg', 'Only SHA-256, SHA-384 and SHA-512 are stamped.');
}
