/** One request to one authority, and whether its answer is a token that proves what was asked (RFC 3161, 2.2). */
import { randomBytes } from 'node:crypto';
import {
  buildPath,
  buildTimeStampRequest,
  type Certificate,
  judgeTimeStampToken,
  PkiError,
  parseTimeStampResponse,
  parseTimeStampToken,
  type WrittenDigest,
} from '@chancery/pki';
import { ConnectorError } from '../connector-error.ts';
import type { TimeStamp, TimeStampTransport } from './time-stamping-authority.ts';

export interface Asked {
  readonly imprint: Uint8Array;
  readonly digest: WrittenDigest;
  /** Of whom we ask for; ours is random. */
  readonly nonce?: bigint;
  readonly policy?: string;
  readonly roots: readonly Certificate[];
}

/** How far the authority's clock may be from ours. */
const tolerance = 300_000;

/** Throws ConnectorError. */
export async function verifiedExchange(transport: TimeStampTransport, asked: Asked): Promise<TimeStamp> {
  const { imprint, digest, policy, nonce = randomBytes(8).readBigUInt64BE() } = asked;
  const question = { imprint, digest, nonce, ...(policy ? { policy } : {}) };
  const answer = await transport.exchange(buildTimeStampRequest({ ...question, certReq: true }));
  const token = reading(() => parseTimeStampToken(granted(answer)));
  const verdict = judgeTimeStampToken(token, question);
  if (!verdict.ok) throw unusable([verdict.reason, verdict.signature].filter(Boolean).join(', '));
  const { genTime, signer, certificates } = verdict;
  if (Math.abs(genTime.getTime() - Date.now()) > tolerance) throw unusable('its clock is wrong');
  const path = buildPath(signer, certificates, asked.roots, genTime);
  if (!path.ok) throw unusable(path.reason);
  return { token: token.der, genTime, signer };
}

function granted(answer: Uint8Array): Uint8Array {
  const response = parseTimeStampResponse(answer);
  if (response.granted) return response.token;
  const { status, failures, text } = response;
  throw new ConnectorError('refused', `the TSA refused with status ${[status, ...failures, ...text].join(', ')}`);
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new ConnectorError('malformed', 'the TSA sent something that is no token', { cause });
  }
}

function unusable(why: string): ConnectorError {
  return new ConnectorError('malformed', `the token of the TSA does not hold: ${why}`);
}
