/** What signed attributes say (EN 319 122-1, 5.1; RFC 5652, 11), for the SAM, which signs their digest for the document they name. */
import {
  attributeOids,
  contentTypes,
  der,
  PkiError,
  signingCertificateAttribute,
  splitAttribute,
  type WrittenDigest,
} from '@chancery/pki';

export interface Named {
  /** Its digest. */
  readonly document: Uint8Array;
  readonly digest: WrittenDigest;
  readonly certificate: Uint8Array;
}

/** What may stand beside them: when it is said to be signed, what kind of file it is, by which algorithms. */
const ofNoWeight: ReadonlySet<string> = new Set([
  attributeOids.signingTime,
  attributeOids.mimeType,
  attributeOids.algorithmProtection,
]);

/**
 * Whether these are signed attributes, in DER, that name this document and this certificate, each exactly once, and state nothing else
 * that binds a signer: no commitment, no policy, no role.
 */
export function nameDocument(octets: Uint8Array, { document, digest, certificate }: Named): boolean {
  const all = read(octets);
  if (all === undefined || new Set(all.map(({ type }) => type)).size < all.length) return false;
  const wanted = new Map([
    [attributeOids.contentType, der.oid(contentTypes.data)],
    [attributeOids.messageDigest, der.octetString(document)],
    [attributeOids.signingCertificateV2, splitAttribute(signingCertificateAttribute(certificate, digest)).values[0]],
  ] as readonly [string, Uint8Array | undefined][]);
  const others = all.filter(({ type }) => !wanted.has(type));
  const right = [...wanted].every(([type, value]) => {
    const found = all.find((one) => one.type === type)?.values;
    return found?.length === 1 && value !== undefined && Buffer.from(found[0] as Uint8Array).equals(value);
  });
  return right && others.every(({ type, values }) => ofNoWeight.has(type) && values.length === 1);
}

function read(octets: Uint8Array) {
  try {
    return der.decode(octets, 0x31).children.map(({ bytes }) => splitAttribute(bytes));
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
