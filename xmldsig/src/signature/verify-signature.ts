/** Core validation of an XML signature (XML-DSig 1.1, 3.2): a value that says what was signed and what does not hold. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { digestByUri, signatureMethodByUri, verifyValue, type XmlDigest } from '../algorithms.ts';
import { canonicalOctets } from '../c14n/canonicalize.ts';
import { XmlError, type XmlErrorCode } from '../error.ts';
import { ds, referenceTypes } from '../names.ts';
import { subtree } from '../node-set.ts';
import { childElements, isNamed, type XmlDocument, type XmlElement } from '../tree.ts';
import { applyTransform, octetsOf, type ReferenceData } from './apply-transform.ts';
import { type DetachedFiles, dereference, type Target } from './dereference.ts';
import { readReference, type XmlReference, type XmlSignature } from './read-signature.ts';
import type { Transform } from './transform.ts';

export interface VerificationGrounds {
  /** SubjectPublicKeyInfo, DER, of the key the caller has reasons to take. */
  readonly spki: Uint8Array;
  readonly files?: DetachedFiles;
  /** SHA-1 is taken as well, for signatures from before it fell. */
  readonly withInsecureSha1?: boolean;
}

/** `misplaced`: it calls itself ds:Object or ds:Manifest and leads to something else, or to one of another signature. */
export type ReferenceFailure = XmlErrorCode | 'digest-mismatch' | 'digest-unsupported' | 'misplaced';

export interface ReferenceVerdict {
  readonly reference: XmlReference;
  readonly failure?: ReferenceFailure;
  /** Where in the document the reference leads; absent for files. */
  readonly target?: XmlDocument | XmlElement;
  /** Exactly what was digested, after all transforms; absent when only its digest is known. */
  readonly signed?: ReferenceData;
  /** Of a reference to a ds:Manifest: its entries. They are not part of core validation. */
  readonly entries?: readonly ReferenceVerdict[];
}

export interface SignatureVerdict {
  /** All references and the value. */
  readonly valid: boolean;
  readonly references: readonly ReferenceVerdict[];
  readonly value: 'valid' | 'invalid' | 'unsupported';
  /** ds:SignedInfo as it was signed. */
  readonly signedInfo: Uint8Array;
}

/** Throws XmlError only where `signedInfo` has no canonical form. */
export function verifyXmlSignature(
  document: XmlDocument,
  signature: XmlSignature,
  grounds: VerificationGrounds,
): SignatureVerdict {
  const references = signature.references.map((one) => verifyReference(document, signature, one, grounds));
  const signedInfo = canonicalOctets(subtree(signature.signedInfo, true), signature.c14n);
  const value = judgeValue(signature, signedInfo, grounds);
  const valid = value === 'valid' && references.every(({ failure }) => failure === undefined);
  return { valid, references, value, signedInfo };
}

function judgeValue(signature: XmlSignature, signedInfo: Uint8Array, grounds: VerificationGrounds) {
  const method = signatureMethodByUri(signature.signatureMethod, grounds.withInsecureSha1 === true);
  if (method === undefined) return 'unsupported';
  return verifyValue(grounds.spki, method, signedInfo, signature.value) ? 'valid' : 'invalid';
}

type ReferenceGrounds = Pick<VerificationGrounds, 'files' | 'withInsecureSha1'>;

/** Of a reference in ds:SignedInfo: digested, compared, and where it names its type, found where that belongs. */
export function verifyReference(
  document: XmlDocument,
  signature: XmlSignature,
  reference: XmlReference,
  grounds: ReferenceGrounds,
): ReferenceVerdict {
  const verdict = verifyDigest(document, signature, reference, grounds);
  if (verdict.failure !== undefined) return verdict;
  if (!isInPlace(signature, reference, verdict.target)) return { ...verdict, failure: 'misplaced' };
  if (reference.type !== referenceTypes.manifest) return verdict;
  return { ...verdict, entries: verifyManifest(document, signature, verdict.target as XmlElement, grounds) };
}

/** A wrapped signature shows another object than the one it signs: what calls itself one must be one of this signature. */
function isInPlace({ objects }: XmlSignature, { type }: XmlReference, target: ReferenceVerdict['target']): boolean {
  if (type === referenceTypes.object) return objects.some((one) => one === target);
  if (type !== referenceTypes.manifest) return true;
  return target?.kind === 'element' && isNamed(target, ds, 'Manifest') && objects.some((one) => one === target.parent);
}

/** 5.1: references of their own, each to be judged by whoever uses it. */
function verifyManifest(
  document: XmlDocument,
  signature: XmlSignature,
  manifest: XmlElement,
  grounds: ReferenceGrounds,
): ReferenceVerdict[] {
  return childElements(manifest).map((one) => verifyDigest(document, signature, readReference(one), grounds));
}

function verifyDigest(
  document: XmlDocument,
  signature: XmlSignature,
  reference: XmlReference,
  grounds: ReferenceGrounds,
): ReferenceVerdict {
  const digest = digestByUri(reference.digestMethod, grounds.withInsecureSha1 === true);
  if (digest === undefined) return { reference, failure: 'digest-unsupported' };
  try {
    const target = dereference(document, reference.uri, grounds.files ?? new Map());
    const place = target.kind === 'nodes' ? { target: target.nodes.apex } : {};
    return {
      reference,
      ...place,
      ...judgeDigest(digest, transformed(target, reference.transforms, signature), reference),
    };
  } catch (error) {
    if (error instanceof XmlError) return { reference, failure: error.code };
    throw error;
  }
}

function judgeDigest(digest: XmlDigest, data: Target, { digestValue }: XmlReference) {
  const found = data.kind === 'digest' ? data.value : createHash(digest).update(octetsOf(data)).digest();
  const same = (data.kind !== 'digest' || data.digest === digest) && isSame(found, digestValue);
  const failure = same ? {} : ({ failure: 'digest-mismatch' } as const);
  return data.kind === 'digest' ? failure : { signed: data, ...failure };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What a reference leads to, its transforms applied. Throws XmlError. */
export function resolveReference(
  document: XmlDocument,
  signature: XmlSignature,
  reference: XmlReference,
  files: DetachedFiles = new Map(),
): Target {
  return transformed(dereference(document, reference.uri, files), reference.transforms, signature);
}

/** Throws XmlError. What is known by its digest only cannot be transformed. */
function transformed(target: Target, transforms: readonly Transform[], { element }: XmlSignature): Target {
  if (target.kind !== 'digest')
    return transforms.reduce<ReferenceData>((data, one) => applyTransform(data, one, element), target);
  if (transforms.length > 0) throw new XmlError('not-found', 'a transform of something known by its digest only');
  return target;
}
