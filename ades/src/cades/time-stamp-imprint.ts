import { digestOf, type MessageImprint, PkiError, parseTimeStampToken, type TimeStampToken } from '@chancery/pki';
import { AdesError } from '../error.ts';

/** Throws AdesError `time-stamp` when the octets are no token. */
export function readToken(token: Uint8Array): TimeStampToken {
  try {
    return parseTimeStampToken(token);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('time-stamp', 'the time-stamp cannot be read', { cause });
  }
}

/** The last look before a token is built in: it must be over exactly this. Throws AdesError `time-stamp`. */
export function requireImprint(token: Uint8Array, input: Uint8Array): void {
  const { imprint } = readToken(token);
  if (!isOver(imprint, input)) throw new AdesError('time-stamp', 'the time-stamp is over something else');
}

/** SHA-1, and what else is outside our list, is over nothing. */
export function isOver({ digest, value }: MessageImprint, input: Uint8Array): boolean {
  return digest !== undefined && Buffer.from(value).equals(digestOf(digest, input));
}
