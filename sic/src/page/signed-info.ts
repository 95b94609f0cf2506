/** What a ds:SignedInfo refers to (XML-DSig 1.1, 4.4), from the canonical octets that are signed. */
import { fromBase64url } from './base64url.ts';
import { type CanonicalElement, readCanonicalXml } from './canonical-xml.ts';
import type { DigestName } from './digest.ts';
import { requireKnownTransforms } from './transforms.ts';
import { VerifyError } from './verify-error.ts';

export interface Digested {
  readonly digest: DigestName;
  readonly value: Uint8Array<ArrayBuffer>;
}

export interface Reference extends Digested {
  readonly type: string | undefined;
}

const dsig = 'http://www.w3.org/2000/09/xmldsig#';
/** EN 319 132-1, 4.2. */
const xades = 'http://uri.etsi.org/01903/v1.3.2#';

/** EN 319 132-1, 4.4.2. */
const signedPropertiesType = 'http://uri.etsi.org/01903#SignedProperties';

/** RFC 6931, 2.1. */
const digests: ReadonlyMap<string, DigestName> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'SHA-256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'SHA-384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'SHA-512'],
]);

/** In their order; at least one. Throws VerifyError xml-malformed for anything a verifier could read otherwise. */
export function referencesOf(signedInfo: Uint8Array): readonly Reference[] {
  const root = readCanonicalXml(signedInfo);
  const prefix = prefixOf(root, 'SignedInfo', dsig);
  const declaration = declarationOf(prefix);
  if (root.children.some((child) => declares(child, declaration))) throw malformed();
  const [canonicalization, method, ...references] = root.children;
  if (canonicalization?.name !== `${prefix}CanonicalizationMethod`) throw malformed();
  if (method?.name !== `${prefix}SignatureMethod` || references.length === 0) throw malformed();
  return references.map((element) => referenceOf(element, prefix));
}

/** Whether it is to what the signer reads. Throws VerifyError reference-type for what this page could not show, such as a manifest. */
export function isDocument({ type }: Reference): boolean {
  if (type === signedPropertiesType) return false;
  if (type === undefined || type === `${dsig}Object`) return true;
  throw new VerifyError('reference-type');
}

/** Throws VerifyError xml-malformed unless the octets are one xades:SignedProperties (EN 319 132-1, 4.3.2). */
export function requireSignedProperties(octets: Uint8Array): void {
  prefixOf(readCanonicalXml(octets), 'SignedProperties', xades);
}

function referenceOf({ name, attributes, children }: CanonicalElement, prefix: string): Reference {
  if (name !== `${prefix}Reference`) throw malformed();
  const [first, ...others] = children;
  const transformed = first?.name === `${prefix}Transforms`;
  if (transformed) requireKnownTransforms(first, prefix);
  return { type: attributes.get('Type'), ...digestedBy(transformed ? others : children, prefix) };
}

/** One ds:DigestMethod and one ds:DigestValue (XML-DSig 1.1, 4.4.3.5 and 4.4.3.6), and nothing else. */
export function digestedBy([method, value, ...more]: readonly CanonicalElement[], ds: string): Digested {
  if (method?.name !== `${ds}DigestMethod` || method.children.length > 0) throw malformed();
  if (value?.name !== `${ds}DigestValue` || value.children.length > 0 || more.length > 0) throw malformed();
  const digest = digests.get(method.attributes.get('Algorithm') ?? '');
  if (digest === undefined) throw malformed();
  return { digest, value: fromBase64(value.text) };
}

/** The prefix, with its colon, of a root of this name in this namespace. */
export function prefixOf({ name, attributes }: CanonicalElement, local: string, namespace: string): string {
  const prefix = /^((?:[^:]+:)?)([^:]+)$/.exec(name);
  if (prefix?.[2] !== local || attributes.get(declarationOf(prefix[1] ?? '')) !== namespace) throw malformed();
  return prefix[1] ?? '';
}

export function declarationOf(prefix: string): string {
  return prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
}

/** The same prefix must not come to mean something else further in. */
export function declares(element: CanonicalElement, declaration: string): boolean {
  return element.attributes.has(declaration) || element.children.some((child) => declares(child, declaration));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64url(text.replace(/\s+/g, '').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  } catch (cause) {
    throw new VerifyError('xml-malformed', cause);
  }
}

function malformed(): VerifyError {
  return new VerifyError('xml-malformed');
}
