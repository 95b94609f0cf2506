import {
  buildPath,
  type Certificate,
  judgeTimeStampToken,
  PkiError,
  parseTimeStampToken,
  type TimeStampToken,
} from '@chancery/pki';
import { checkpointHash } from './checkpoint.ts';

/** A time-stamp over a checkpoint: when it was there at the latest, and whether an authority says so that the reader trusts. */
export type StampVerdict =
  | { readonly ok: true; readonly genTime: Date; readonly authority: Certificate; readonly trusted: boolean }
  | { readonly ok: false; readonly reason: string };

/** How far two clocks may be apart, in milliseconds. */
const tolerance = 60_000;

/** RFC 3161 over the SHA-256 of the JWS; not older than what it stamps. Without roots nobody is trusted. A value, never an exception. */
export function judgeStamp(
  checkpoint: { readonly jws: string; readonly ts: string },
  der: Uint8Array,
  roots: readonly Certificate[],
): StampVerdict {
  const token = read(der);
  if (token === undefined) return { ok: false, reason: 'no time-stamp token' };
  const verdict = judgeTimeStampToken(token, { imprint: checkpointHash(checkpoint.jws), digest: 'sha256' });
  if (!verdict.ok) return { ok: false, reason: verdict.reason };
  const { genTime, signer, certificates } = verdict;
  if (genTime.getTime() + tolerance < Date.parse(checkpoint.ts))
    return { ok: false, reason: 'older than what it stamps' };
  const path = buildPath(signer, certificates, roots, genTime);
  return { ok: true, genTime, authority: signer, trusted: path.ok };
}

function read(der: Uint8Array): TimeStampToken | undefined {
  try {
    return parseTimeStampToken(der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
