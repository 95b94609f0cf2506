/** Time-stamp tokens, RFC 3161 2.4.2: what stands in one. Judging it is the business of `judge-time-stamp-token.ts`. */
import { child, decode, fieldsOf, readInteger, readOid, readTime, type Tlv, tagged } from './der.ts';
import { PkiError } from './error.ts';
import { parseSignedData, type SignedData } from './parsed-signed-data.ts';
import { contentTypes } from './signed-attributes.ts';
import { sliceAt } from './slices.ts';
import { type MessageImprint, readImprint } from './time-stamp-request.ts';

/** How far the true time may be from the one stated, both ways. */
export interface TimeStampAccuracy {
  readonly seconds: number;
  readonly millis: number;
  readonly micros: number;
}

/** TSTInfo. */
export interface TimeStampInfo {
  readonly policy: string;
  readonly imprint: MessageImprint;
  readonly serial: bigint;
  /** To the millisecond; what is finer is dropped. */
  readonly genTime: Date;
  readonly accuracy?: TimeStampAccuracy;
  /** Whether tokens of this authority can be put in order by genTime alone. */
  readonly ordering: boolean;
  readonly nonce?: bigint;
  /** The GeneralName by which the authority calls itself, DER. */
  readonly tsa?: Uint8Array;
  /** Critical extensions; none is understood here. */
  readonly unknownCritical: readonly string[];
}

export interface TimeStampToken extends TimeStampInfo {
  /** The ContentInfo, octet for octet. */
  readonly der: Uint8Array;
  readonly signedData: SignedData;
  /** The DER of TSTInfo: what is signed. */
  readonly content: Uint8Array;
}

/** Octets after the token are passed over (the padding of /Contents). Throws PkiError. */
export function parseTimeStampToken(der: Uint8Array): TimeStampToken {
  const signedData = parseSignedData(der);
  const { content, contentType } = signedData;
  if (contentType !== contentTypes.timeStampInfo || !content) throw new PkiError('malformed', 'not a time-stamp token');
  return { ...readInfo(decode(content, 0x30)), der: sliceAt(der).bytes, signedData, content };
}

function readInfo(info: Tlv): TimeStampInfo {
  const fields = fieldsOf(info);
  if (readInteger(fields.required(0x02)) !== 1n) throw new PkiError('unsupported', 'version of the token');
  const policy = readOid(fields.required(0x06));
  const imprint = readImprint(fields.required(0x30));
  const serial = readInteger(fields.required(0x02));
  const genTime = readTime(fields.required(0x18));
  const [accuracy, ordering, nonce] = [fields.optional(0x30), fields.optional(0x01), fields.optional(0x02)];
  const [tsa, extensions] = [fields.optional(0xa0), fields.optional(0xa1)];
  fields.end();
  return {
    policy,
    imprint,
    serial,
    genTime,
    ...(accuracy ? { accuracy: readAccuracy(accuracy) } : {}),
    ordering: (ordering?.value[0] ?? 0) !== 0,
    ...(nonce ? { nonce: readInteger(nonce) } : {}),
    ...(tsa ? { tsa: child(tsa, 0).bytes } : {}),
    unknownCritical: (extensions?.children ?? []).filter(isCritical).map((one) => readOid(child(one, 0))),
  };
}

function readAccuracy(accuracy: Tlv): TimeStampAccuracy {
  const part = (found: Tlv | undefined) => (found ? Number(readInteger({ ...found, tag: 0x02 })) : 0);
  const fields = fieldsOf(accuracy);
  const [seconds, millis, micros] = [0x02, 0x80, 0x81].map((tag) => part(fields.optional(tag))) as [
    number,
    number,
    number,
  ];
  fields.end();
  return { seconds, millis, micros };
}

function isCritical(extension: Tlv): boolean {
  return (tagged(extension, 0x01)?.value[0] ?? 0) !== 0;
}
