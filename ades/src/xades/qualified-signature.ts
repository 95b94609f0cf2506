/** A XAdES signature in a document, whoever made it (EN 319 132-1, 4.3 and 5). */
import {
  childElements,
  findSignatures,
  isWithin,
  parseXml,
  readSignature,
  type XmlDocument,
  type XmlElement,
  type XmlSignature,
} from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { xades141Namespace, xadesNamespace } from './qualifying-properties.ts';
import { readingXml } from './reading-xml.ts';

export interface QualifiedSignature {
  readonly document: XmlDocument;
  readonly signature: XmlSignature;
  readonly qualifyingProperties: XmlElement;
  readonly signedProperties: XmlElement | undefined;
  readonly unsignedProperties: XmlElement | undefined;
  readonly unsignedSignatureProperties: XmlElement | undefined;
}

/** `id` is that of ds:Signature; without one the first signature that stands in no other. Throws AdesError. */
export function readQualifiedSignature(octets: Uint8Array, id?: string): QualifiedSignature {
  return readingXml(() => {
    const document = parseXml(octets);
    const signature = readSignature(chosen(document, id));
    const qualifyingProperties = propertiesOf(signature);
    const unsignedProperties = childNamed(qualifyingProperties, 'UnsignedProperties');
    return {
      document,
      signature,
      qualifyingProperties,
      signedProperties: childNamed(qualifyingProperties, 'SignedProperties'),
      unsignedProperties,
      unsignedSignatureProperties: unsignedProperties && childNamed(unsignedProperties, 'UnsignedSignatureProperties'),
    };
  });
}

function chosen(document: XmlDocument, id: string | undefined): XmlElement {
  const all = findSignatures(document);
  const outer = all.filter((one) => !all.some((other) => other !== one && isWithin(one, other)));
  const found = id === undefined ? outer[0] : outer.find((one) => readSignature(one).id === id);
  if (found !== undefined) return found;
  throw new AdesError('input', 'the document has no such signature');
}

/** 4.3.1: the properties that aim at this signature, from inside of it; where others lead, an attacker may have led. */
function propertiesOf(signature: XmlSignature): XmlElement {
  const found = signature.objects.flatMap(childElements).filter((one) => isXades(one, 'QualifyingProperties'));
  const [only, second] = found;
  if (only === undefined || second !== undefined)
    throw new AdesError('unsupported', 'the signature is no XAdES signature');
  const target = only.attributes.find(({ name }) => name === 'Target')?.value;
  if (target === `#${signature.id}`) return only;
  throw new AdesError('unsupported', 'the properties of the signature are those of another');
}

export function isXades(element: XmlElement, local: string): boolean {
  return element.local === local && element.namespace === xadesNamespace;
}

export function isXades141(element: XmlElement, local: string): boolean {
  return element.local === local && element.namespace === xades141Namespace;
}

export function childNamed(parent: XmlElement, local: string): XmlElement | undefined {
  return childElements(parent).find((one) => isXades(one, local));
}

/** In the order in which they were added. */
export function unsignedOf({ unsignedSignatureProperties }: QualifiedSignature): XmlElement[] {
  return unsignedSignatureProperties === undefined ? [] : childElements(unsignedSignatureProperties);
}
