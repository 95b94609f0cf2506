import { digestLength } from '@chancery/pki';
import { mostHashes } from '@chancery/sam/client';

/** SHA-512 in base64 with every character percent-encoded, in quotes and a comma, on a line of its own. */
const writtenHash = 3 * 4 * Math.ceil(digestLength('sha512') / 3) + 32;

/** Octets of a request that brings hashes: all of them, however they are written, and everything beside them. */
export const longestBody = mostHashes * writtenHash + 64 * 1024;

/** Octets of a request that brings documents, in base64 and held as a whole: who has larger ones makes a signature request. */
export const longestDocuments = 64 * 1024 * 1024;

/** Whether a PIN can be any key's: what cannot be is a mistake of form, and counts as no attempt. */
export function mayBePin(pin: string): boolean {
  return pin.length <= 128 && pin.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(pin);
}

/** The SAM's own handle, `<challenge>.<secret>`: what does not look like one is not asked about. */
export function mayBeSad(sad: string): boolean {
  return /^[A-Za-z0-9._-]{1,200}$/.test(sad);
}
