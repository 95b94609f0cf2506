/** A digest for the eye: hexadecimal in groups of four. */
import { Technical } from '@chancery/look/technical';
import { fromBase64url } from './base64url.ts';

export function Fingerprint({ value }: { readonly value: string }) {
  return <Technical>{grouped(value)}</Technical>;
}

function grouped(value: string): string {
  const hex = Array.from(fromBase64url(value), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (hex.toUpperCase().match(/.{4}/g) ?? []).join(' ');
}
