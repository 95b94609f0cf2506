/** What else the subject of a certificate is called (RFC 5280, 4.2.1.6). */
import { child, decode, readText, tagged } from './der.ts';
import { findExtension, readExtensions } from './extensions.ts';

export interface AlternativeNames {
  readonly email: readonly string[];
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  /** Four or sixteen octets each. */
  readonly ip: readonly Uint8Array[];
}

/** Of a certificate in DER; of the other kinds of name nothing is told. Throws PkiError `malformed`. */
export function alternativeNames(certificate: Uint8Array): AlternativeNames {
  const tbs = child(decode(certificate, 0x30), 0, 0x30);
  const names = findExtension(readExtensions(tagged(tbs, 0xa3)?.children[0]), '2.5.29.17')?.children ?? [];
  const of = (tag: number) => names.filter((name) => name.tag === tag);
  return {
    email: of(0x81).map(readText),
    dns: of(0x82).map(readText),
    uri: of(0x86).map(readText),
    ip: of(0x87).map(({ value }) => value),
  };
}
