/** A ds:Signature taken apart by a strict walk of its structure (XML-DSig 1.1, 4). */
import { decodeBase64 } from '../base64.ts';
import type { C14nMethod } from '../c14n/method.ts';
import { XmlError } from '../error.ts';
import { ds } from '../names.ts';
import { attributeOf, childElements, elementsOf, isNamed, textOf, type XmlDocument, type XmlElement } from '../tree.ts';
import { readC14n, readTransforms, type Transform } from './transform.ts';

export interface XmlReference {
  readonly element: XmlElement;
  readonly id: string | undefined;
  readonly uri: string | undefined;
  readonly type: string | undefined;
  readonly transforms: readonly Transform[];
  /** Its URI. */
  readonly digestMethod: string;
  readonly digestValue: Uint8Array;
}

export interface XmlSignature {
  readonly element: XmlElement;
  readonly id: string | undefined;
  readonly signedInfo: XmlElement;
  readonly c14n: C14nMethod;
  /** Its URI. */
  readonly signatureMethod: string;
  readonly references: readonly XmlReference[];
  readonly valueElement: XmlElement;
  readonly value: Uint8Array;
  readonly keyInfo: XmlElement | undefined;
  /** DER, as KeyInfo lists them; nothing there is trusted by itself. */
  readonly certificates: readonly Uint8Array[];
  readonly objects: readonly XmlElement[];
}

/** Every ds:Signature of the document, those inside of others too, in document order. */
export function findSignatures(document: XmlDocument): XmlElement[] {
  return elementsOf(document).filter(isSignature);
}

export function isSignature(element: XmlElement): boolean {
  return isNamed(element, ds, 'Signature');
}

/** Throws XmlError: `malformed`, `unsupported`, `too-complex`. */
export function readSignature(element: XmlElement): XmlSignature {
  const [signedInfo, valueElement, ...rest] = partsOf(element);
  const keyInfo = rest[0] && isNamed(rest[0], ds, 'KeyInfo') ? rest[0] : undefined;
  const objects = keyInfo === undefined ? rest : rest.slice(1);
  require(isSignature(element), signedInfo && isNamed(signedInfo, ds, 'SignedInfo'));
  require(valueElement && isNamed(valueElement, ds, 'SignatureValue'));
  require(...objects.map((one) => isNamed(one, ds, 'Object')));
  return {
    element,
    id: attributeOf(element, 'Id'),
    signedInfo: signedInfo!,
    ...readSignedInfo(signedInfo!),
    valueElement: valueElement!,
    value: decodeBase64(onlyText(valueElement!)),
    keyInfo,
    certificates: certificatesIn(keyInfo),
    objects,
  };
}

function require(...conditions: readonly unknown[]): void {
  if (conditions.some((one) => !one)) throw new XmlError('malformed', 'the structure of a signature cannot be read');
}

/** Elements; nothing else than white space, comments and instructions may stand between them. */
function partsOf(element: XmlElement): XmlElement[] {
  require(element.children.every((one) => one.kind !== 'text' || /^[\t\n\r ]*$/.test(one.value)));
  return childElements(element);
}

function onlyText(element: XmlElement): string {
  require(element.children.every((one) => one.kind === 'text'));
  return textOf(element);
}

const mostReferences = 1000;

function readSignedInfo(signedInfo: XmlElement) {
  const [method, signatureMethod, ...references] = partsOf(signedInfo);
  require(method && isNamed(method, ds, 'CanonicalizationMethod'));
  require(signatureMethod && isNamed(signatureMethod, ds, 'SignatureMethod'), references.length > 0);
  // 6.3.1: a shortened HMAC has been used to forge; nothing else has parameters that are taken.
  if (childElements(signatureMethod!).length > 0) throw new XmlError('unsupported', 'parameters of a signature method');
  if (references.length > mostReferences) throw new XmlError('too-complex', `more than ${mostReferences} references`);
  return {
    c14n: readC14n(method!),
    signatureMethod: attributeOf(signatureMethod!, 'Algorithm') ?? '',
    references: references.map(readReference),
  };
}

/** Of ds:SignedInfo and ds:Manifest alike. */
export function readReference(element: XmlElement): XmlReference {
  const parts = partsOf(element);
  const transforms = parts[0] && isNamed(parts[0], ds, 'Transforms') ? parts[0] : undefined;
  const [method, value, more] = transforms === undefined ? parts : parts.slice(1);
  require(isNamed(element, ds, 'Reference'), method && isNamed(method, ds, 'DigestMethod'), more === undefined);
  require(value && isNamed(value, ds, 'DigestValue'));
  return {
    element,
    id: attributeOf(element, 'Id'),
    uri: attributeOf(element, 'URI'),
    type: attributeOf(element, 'Type'),
    transforms: readTransforms(transforms),
    digestMethod: attributeOf(method!, 'Algorithm') ?? '',
    digestValue: decodeBase64(onlyText(value!)),
  };
}

/** 4.5.4; what is no certificate is left to whoever reads certificates. */
function certificatesIn(keyInfo: XmlElement | undefined): Uint8Array[] {
  const data = keyInfo === undefined ? [] : childElements(keyInfo).filter((one) => isNamed(one, ds, 'X509Data'));
  const found = data.flatMap(childElements).filter((one) => isNamed(one, ds, 'X509Certificate'));
  return found.map((one) => decodeBase64(onlyText(one)));
}
