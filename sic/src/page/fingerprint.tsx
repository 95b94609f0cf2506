/** A digest for the eye: hexadecimal in groups of four. */
import { fromBase64url } from './base64url.ts';

export function Fingerprint({ value }: { readonly value: string }) {
  return <span className="mono">{grouped(value)}</span>;
}

function grouped(value: string): string {
  const hex = Array.from(fromBase64url(value), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (hex.toUpperCase().match(/.{4}/g) ?? []).join(' ');
}
