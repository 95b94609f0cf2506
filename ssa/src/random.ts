import { randomBytes } from 'node:crypto';

/** 128 random bits, base64url: for addresses that a stranger must not guess. */
export function randomToken(): string {
  return randomBytes(16).toString('base64url');
}

/** UUIDv7 (RFC 9562, 5.7): rows made together lie together. */
export function newId(now: Date): string {
  const random = randomBytes(10);
  random.writeUInt16BE((random.readUInt16BE(0) & 0x0fff) | 0x7000, 0);
  random.writeUInt16BE((random.readUInt16BE(2) & 0x3fff) | 0x8000, 2);
  const hex = now.getTime().toString(16).padStart(12, '0') + random.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
