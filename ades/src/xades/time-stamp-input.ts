/** What the time-stamps of a XAdES signature are over (EN 319 132-1, 5.2.8, 5.3, 5.5 and annex A). */
import {
  attributeOf,
  type C14nMethod,
  canonicalOctets,
  childElements,
  type DetachedFiles,
  octetsOf,
  resolveReference,
  subtree,
  type XmlElement,
  type XmlReference,
} from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { isXades, type QualifiedSignature, unsignedOf } from './qualified-signature.ts';
import { signedPropertiesType } from './qualifying-properties.ts';
import { readingXml } from './reading-xml.ts';

export interface InputGrounds {
  readonly c14n: C14nMethod;
  /** Those beside the signature, as octets. */
  readonly files: DetachedFiles;
}

/** 5.3: ds:SignatureValue, the element. */
export function signatureValueInput({ signature }: QualifiedSignature, { c14n }: InputGrounds): Uint8Array {
  return canonical(signature.valueElement, c14n);
}

/** 5.2.8.1: everything that is signed but the properties. */
export function allDataObjectsInput(qualified: QualifiedSignature, grounds: InputGrounds): Uint8Array {
  const references = qualified.signature.references.filter((one) => !isSignedProperties(qualified, one));
  return Buffer.concat(references.map((one) => referenced(qualified, one, grounds)));
}

/** 5.2.8.2: what the container names by the Ids of the references. */
export function individualDataObjectsInput(
  qualified: QualifiedSignature,
  grounds: InputGrounds,
  container: XmlElement,
): Uint8Array {
  const included = childElements(container).filter((one) => isXades(one, 'Include'));
  const names = included.map((one) => attributeOf(one, 'URI') ?? '');
  const references = names.map((name) => qualified.signature.references.find(({ id }) => `#${id}` === name));
  return Buffer.concat(references.map((one) => referenced(qualified, required(one), grounds)));
}

function required(reference: XmlReference | undefined): XmlReference {
  if (reference !== undefined) return reference;
  throw new AdesError('time-stamp', 'a time-stamp over a reference that is not there');
}

const referenceProperties: ReadonlySet<string> = new Set([
  'SignatureTimeStamp',
  'CompleteCertificateRefs',
  'CompleteCertificateRefsV2',
  'CompleteRevocationRefs',
  'AttributeCertificateRefs',
  'AttributeCertificateRefsV2',
  'AttributeRevocationRefs',
]);

/** Annex A.1.5: the signature and the references to its evidence; `withoutSignature` the references alone. */
export function referencesInput(
  qualified: QualifiedSignature,
  grounds: InputGrounds,
  container: XmlElement,
  withoutSignature: boolean,
): Uint8Array {
  const before = propertiesBefore(qualified, container).filter(({ local }) => referenceProperties.has(local));
  const kept = before.filter(({ local }) => !withoutSignature || local !== 'SignatureTimeStamp');
  const start = withoutSignature ? [] : [qualified.signature.valueElement];
  return Buffer.concat([...start, ...kept].map((one) => canonical(one, grounds.c14n)));
}

/**
 * 5.5.2.2: what is signed, the signature, every property that stands before the time-stamp, the objects. Without a container
 * it is the one to come. In the old form (TS 101 903, 8.2) objects that are signed do not come a second time.
 */
export function archiveInput(
  qualified: QualifiedSignature,
  grounds: InputGrounds,
  container?: XmlElement,
  oldForm = false,
): Uint8Array {
  const { references, signedInfo, valueElement, keyInfo } = qualified.signature;
  const elements = [
    signedInfo,
    valueElement,
    ...(keyInfo === undefined ? [] : [keyInfo]),
    ...propertiesBefore(qualified, container),
    ...otherObjects(qualified, oldForm),
  ];
  return Buffer.concat([
    ...references.map((one) => referenced(qualified, one, grounds)),
    ...elements.map((one) => canonical(one, grounds.c14n)),
  ]);
}

function otherObjects({ signature, qualifyingProperties }: QualifiedSignature, onlyUnsigned: boolean): XmlElement[] {
  const others = signature.objects.filter((one) => one !== qualifyingProperties.parent);
  const isSigned = (one: XmlElement) => signature.references.some(({ uri }) => uri === `#${attributeOf(one, 'Id')}`);
  return onlyUnsigned ? others.filter((one) => !isSigned(one)) : others;
}

function propertiesBefore(qualified: QualifiedSignature, container: XmlElement | undefined): XmlElement[] {
  const all = unsignedOf(qualified);
  const at = container === undefined ? all.length : all.indexOf(container);
  return all.slice(0, at < 0 ? 0 : at);
}

function isSignedProperties({ signedProperties }: QualifiedSignature, { type, uri }: XmlReference): boolean {
  if (type === signedPropertiesType) return true;
  const id = signedProperties && attributeOf(signedProperties, 'Id');
  return id !== undefined && uri === `#${id}`;
}

function canonical(element: XmlElement, method: C14nMethod): Uint8Array {
  return readingXml(() => canonicalOctets(subtree(element, true), method));
}

/** The reference followed and transformed; nodes are written by the method of the time-stamp. */
function referenced(
  { document, signature }: QualifiedSignature,
  reference: XmlReference,
  grounds: InputGrounds,
): Uint8Array {
  const target = readingXml(() => resolveReference(document, signature, reference, grounds.files));
  if (target.kind !== 'digest') return readingXml(() => octetsOf(target, grounds.c14n));
  throw new AdesError('input', 'a time-stamp over a file needs the file, not its digest');
}
