/** The revocation information of a SignedData: lists, and OCSP answers as another form (RFC 5652 10.2.1, RFC 5940 2). */
import { decode, element, enumerated, explicit, octetString, oid, readOid, sequence } from './der.ts';
import { PkiError } from './error.ts';
import { sliceAt, slicesOf } from './slices.ts';

/** id-ri-ocsp-response: a complete OCSPResponse. */
const ocspResponseInfo = '1.3.6.1.5.5.7.16.2';
/** Seen in signatures of others: a BasicOCSPResponse alone. */
const basicOcspResponse = '1.3.6.1.5.5.7.48.1.1';

export interface RevocationInfo {
  /** CertificateLists. */
  readonly lists: readonly Uint8Array[];
  /** OCSPResponses. */
  readonly ocspResponses: readonly Uint8Array[];
}

/** What is in these RevocationInfoChoices; other forms than ours are passed over. Throws PkiError `malformed`. */
export function readRevocationInfo(choices: readonly Uint8Array[]): RevocationInfo {
  return {
    lists: choices.filter((choice) => choice[0] === 0x30),
    ocspResponses: choices.filter((choice) => choice[0] === 0xa1).flatMap(readOther),
  };
}

function readOther(choice: Uint8Array): Uint8Array[] {
  const [format, info] = slicesOf(sliceAt(choice).value);
  if (!format || !info) throw new PkiError('malformed', 'not revocation information');
  const name = readOid(decode(format.bytes));
  if (name === ocspResponseInfo) return [info.bytes];
  return name === basicOcspResponse ? [wrapped(info.bytes)] : [];
}

function wrapped(basic: Uint8Array): Uint8Array {
  return sequence(enumerated(0), explicit(0, sequence(oid(basicOcspResponse), octetString(basic))));
}

/** other [1] of RevocationInfoChoice around an OCSPResponse. */
export function ocspChoice(response: Uint8Array): Uint8Array {
  return element(0xa1, oid(ocspResponseInfo), response);
}
