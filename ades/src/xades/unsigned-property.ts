/** One more unsigned property (EN 319 132-1, 4.3.6): the text behind those that are there, everything else as it was. */
import {
  assemble,
  type C14nMethod,
  c14nUri,
  markup,
  namespacesInScope,
  type Place,
  parseXml,
  within,
  type XmlDocument,
  type XmlElement,
} from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { holdingReferences } from './earlier-signatures.ts';
import type { QualifiedSignature } from './qualified-signature.ts';
import { xades141Namespace } from './qualifying-properties.ts';
import { readingXml } from './reading-xml.ts';

const ds = 'http://www.w3.org/2000/09/xmldsig#';

/** How names are written where the property is to stand. */
export interface Naming {
  /** An element of XAdES 1.3.2; `content` is markup. */
  xades(local: string, content: string, attributes?: Readonly<Record<string, string | undefined>>): string;
  /** One of XAdES 1.4.1. */
  xades141(local: string, content: string, attributes?: Readonly<Record<string, string | undefined>>): string;
  canonicalizationMethod(method: C14nMethod): string;
}

/**
 * The document with the property added. Throws AdesError `locked` when a signature that holds covers the place, `unsupported`
 * where a schema would forbid it.
 */
export function addUnsignedProperty(
  octets: Uint8Array,
  qualified: QualifiedSignature,
  property: (naming: Naming) => string,
): Uint8Array {
  const { document } = qualified;
  const [parent, wrap] = placeOf(qualified);
  const place: Place = { document, parent, original: 0 };
  const text = wrap(property(namingAt(parent)));
  const extended = readingXml(() => assemble(within(place, [text]), [octets], new Uint8Array()));
  requireSameHolding(document, extended);
  return extended;
}

/** The innermost of the containers that are there, and those that are not around the property. */
function placeOf(qualified: QualifiedSignature): [XmlElement, (property: string) => string] {
  const { qualifyingProperties, unsignedProperties, unsignedSignatureProperties } = qualified;
  if (unsignedSignatureProperties) return [unsignedSignatureProperties, (property) => property];
  const parent = unsignedProperties ?? qualifyingProperties;
  if (unsignedProperties?.children.some((one) => one.kind === 'element')) {
    throw new AdesError('unsupported', 'a signature with unsigned properties of its data objects only');
  }
  const name = (local: string) => nameIn(parent, local);
  const inner = (property: string) => markup(name('UnsignedSignatureProperties'), {}, property);
  if (unsignedProperties) return [unsignedProperties, inner];
  return [qualifyingProperties, (property) => markup(name('UnsignedProperties'), {}, inner(property))];
}

function nameIn({ prefix }: XmlElement, local: string): string {
  return prefix === '' ? local : `${prefix}:${local}`;
}

/** Prefixes that are in scope are used, others declared on the element itself. */
function namingAt(parent: XmlElement): Naming {
  const scope = namespacesInScope(parent);
  const foreign = (uri: string, usual: string) => {
    const known = [...scope].find(([, bound]) => bound === uri)?.[0];
    const prefix = known ?? usual;
    const declaration = known === undefined ? { [`xmlns:${usual}`]: uri } : {};
    return { name: (local: string) => (prefix === '' ? local : `${prefix}:${local}`), declaration };
  };
  const [signature, newer] = [foreign(ds, 'ds'), foreign(xades141Namespace, 'xades141')];
  return {
    xades: (local, content, attributes = {}) => markup(nameIn(parent, local), attributes, content),
    xades141: (local, content, attributes = {}) =>
      markup(newer.name(local), { ...newer.declaration, ...attributes }, content),
    canonicalizationMethod: (method) =>
      markup(signature.name('CanonicalizationMethod'), { ...signature.declaration, Algorithm: c14nUri(method) }),
  };
}

/** What is added to one signature must not break what another one covers. */
function requireSameHolding(before: XmlDocument, extended: Uint8Array): void {
  const held = holdingReferences(before).length;
  if (readingXml(() => holdingReferences(parseXml(extended))).length >= held) return;
  throw new AdesError('locked', 'a signature in the document covers the one that is to be extended');
}
