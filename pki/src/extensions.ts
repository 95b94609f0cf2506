/** Extensions of certificates and revocation lists, RFC 5280 4.1.2.9. */
import { boolean, child, decode, octetString, octets, oid, readOid, sequence, type Tlv } from './der.ts';
import { PkiError } from './error.ts';

export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Throws PkiError `malformed` on two of one kind. */
export function readExtensions(list: Tlv | undefined): Extension[] {
  const extensions = list?.children.map(readExtension) ?? [];
  // 4.2: one of each; with two, readers would differ on which one counts.
  if (new Set(extensions.map((one) => one.id)).size !== extensions.length)
    throw new PkiError('malformed', 'an extension twice');
  return extensions;
}

function readExtension(extension: Tlv): Extension {
  const critical = extension.children.length === 3 && child(extension, 1, 0x01).value[0] !== 0;
  const value = octets(child(extension, extension.children.length - 1, 0x04));
  return { id: readOid(child(extension, 0)), critical, value };
}

/** Decoded only when it is one we read: others may hold what they like. */
export function findExtension(all: readonly Extension[], id: string): Tlv | undefined {
  const found = all.find((one) => one.id === id);
  return found && decode(found.value);
}

export function encodeExtension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}
