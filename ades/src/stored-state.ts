/** What is stored between preparing and embedding, as JSON text; reading it back, whatever is not as it was written is refused. */
import type { DigestName } from '@chancery/pki';
import { AdesError } from './error.ts';

/** Octets, wherever they stand in it, in base64url. */
export function storedText(state: object): string {
  return JSON.stringify(state, function (this: Readonly<Record<string, unknown>>, key: string, value: unknown) {
    // A Buffer has become something else in `value` already.
    const own = this[key];
    return own instanceof Uint8Array ? Buffer.from(own).toString('base64url') : value;
  });
}

export function unreadable(cause?: unknown): AdesError {
  return new AdesError('input', 'the stored preparation cannot be read', { cause });
}

export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

/** Base64url. */
export function bytes(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !/^[\w-]*$/.test(value)) throw unreadable();
  return Buffer.from(value, 'base64url');
}

export function offset(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw unreadable();
  return value;
}

export function digestName(value: unknown): DigestName {
  if (value === 'sha256' || value === 'sha384' || value === 'sha512') return value;
  throw unreadable();
}

export function date(value: unknown): Date {
  const read = new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(read.getTime())) throw unreadable();
  return read;
}
