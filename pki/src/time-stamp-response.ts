/** The answer of a time-stamping authority, RFC 3161 2.4.2: granted with a token, or refused with a reason. */
import type { SignatureScheme } from './algorithms.ts';
import { parseCertificate } from './certificate.ts';
import {
  bitString,
  decode,
  element,
  explicit,
  fieldsOf,
  integer,
  oid,
  readInteger,
  readText,
  sequence,
  type Tlv,
  utf8,
} from './der.ts';
import { digestOf } from './digest.ts';
import { PkiError } from './error.ts';
import { contentTypes, signedAttributes } from './signed-attributes.ts';
import { buildSignedData } from './signed-data.ts';
import { encodeImprint, type TimeStampRequestContent } from './time-stamp-request.ts';
import type { TimeStampAccuracy } from './time-stamp-token.ts';

/** PKIFailureInfo by bit number: the reasons RFC 3161 has. */
const failureBits = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;

export type TimeStampFailureInfo = keyof typeof failureBits;

export type TimeStampResponse =
  | {
      readonly granted: true;
      /** Status grantedWithMods: the token is not exactly what was asked for. */
      readonly modified: boolean;
      /** The ContentInfo, octet for octet. */
      readonly token: Uint8Array;
      readonly text: readonly string[];
    }
  | {
      readonly granted: false;
      readonly status: number;
      readonly text: readonly string[];
      readonly failures: readonly TimeStampFailureInfo[];
    };

/** Throws PkiError `malformed`, also for a grant without a token and for a refusal with one. */
export function parseTimeStampResponse(der: Uint8Array): TimeStampResponse {
  const fields = fieldsOf(decode(der));
  const { status, text, failures } = readStatus(fields.required(0x30));
  const token = fields.optional(0x30)?.bytes;
  fields.end();
  const granted = status === 0 || status === 1;
  if (granted !== (token !== undefined)) throw new PkiError('malformed', 'the status and the token contradict');
  if (granted && token) return { granted, modified: status === 1, token, text };
  return { granted: false, status, text, failures };
}

function readStatus(info: Tlv) {
  const fields = fieldsOf(info);
  const status = Number(readInteger(fields.required(0x02)));
  const text = fields.optional(0x30)?.children.map(readText) ?? [];
  const failInfo = fields.optional(0x03)?.value.subarray(1) ?? new Uint8Array();
  fields.end();
  const isSet = (bit: number) => ((failInfo[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
  return {
    status,
    text,
    failures: (Object.keys(failureBits) as TimeStampFailureInfo[]).filter((name) => isSet(failureBits[name])),
  };
}

/** What an authority states in a token. */
export interface TimeStampGrant extends Pick<TimeStampRequestContent, 'imprint' | 'digest' | 'nonce' | 'certReq'> {
  readonly policy: string;
  readonly serial: bigint;
  readonly genTime: Date;
  readonly accuracy?: TimeStampAccuracy;
  /** DER, the authority's own first; in the token only with `certReq`. */
  readonly certificates: readonly Uint8Array[];
}

/** DER of a TimeStampResp with status granted. `sign` makes CMS values (ECDSA in DER). Throws PkiError `malformed`. */
export async function buildTimeStampResponse(
  grant: TimeStampGrant,
  scheme: SignatureScheme,
  sign: (data: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  return sequence(sequence(integer(0)), await buildTimeStampToken(grant, scheme, sign));
}

async function buildTimeStampToken(
  grant: TimeStampGrant,
  scheme: SignatureScheme,
  sign: (data: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const [signer] = grant.certificates;
  if (!signer) throw new PkiError('malformed', 'no certificate of the authority');
  const content = encodeInfo(grant, signer);
  const signed = signedAttributes({
    contentType: contentTypes.timeStampInfo,
    messageDigest: digestOf(scheme.digest, content),
    digest: scheme.digest,
    signingCertificate: signer,
  });
  return buildSignedData({
    contentType: contentTypes.timeStampInfo,
    content,
    certificates: grant.certificates,
    withoutCertificates: !grant.certReq,
    digest: scheme.digest,
    scheme,
    signedAttributes: signed,
    signature: await sign(signed),
  });
}

function encodeInfo(grant: TimeStampGrant, signer: Uint8Array): Uint8Array {
  return sequence(
    integer(1),
    oid(grant.policy),
    encodeImprint(grant.digest, grant.imprint),
    integer(grant.serial),
    genTime(grant.genTime),
    ...(grant.accuracy ? [encodeAccuracy(grant.accuracy)] : []),
    ...(grant.nonce === undefined ? [] : [integer(grant.nonce)]),
    explicit(0, element(0xa4, parseCertificate(signer).subject.der)),
  );
}

/** 2.4.2: the fraction without trailing zeros, and without a point when it is nothing. */
function genTime(at: Date): Uint8Array {
  const text = at
    .toISOString()
    .replace(/[-:T]/g, '')
    .replace(/\.?0*Z$/, 'Z');
  return element(0x18, new TextEncoder().encode(text));
}

/** Absent parts are zero; each of the finer ones is 1 to 999. */
function encodeAccuracy({ seconds, millis, micros }: TimeStampAccuracy): Uint8Array {
  const part = (tag: number, value: number) => (value === 0 ? [] : [element(tag, integer(value).subarray(2))]);
  return sequence(...part(0x02, seconds), ...part(0x80, millis), ...part(0x81, micros));
}

/** DER of a TimeStampResp that carries no token: status rejection, the reason, and words for people. */
export function timeStampRefusal(failure: TimeStampFailureInfo, text: string): Uint8Array {
  const bit = failureBits[failure];
  const octets = new Uint8Array((bit >> 3) + 1);
  octets[bit >> 3] = 0x80 >> (bit & 7);
  return sequence(sequence(integer(2), sequence(utf8(text)), bitString(octets, 7 - (bit & 7))));
}
