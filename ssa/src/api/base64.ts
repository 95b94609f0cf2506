import { SsaError } from '../ssa-error.ts';

/** The octets of base64 with padding in its one spelling (RFC 4648, 4); `field` names it in the refusal. */
export function decodeBase64(text: string, field: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === Math.floor((text.length * 3) / 4) - padding(text) && bytes.toString('base64') === text)
    return bytes;
  throw new SsaError('invalid_request', `${field} is not base64.`);
}

function padding(text: string): number {
  return text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
}
