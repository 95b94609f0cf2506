/**
 * The first of two steps to a ds:Signature (XML-DSig 1.1, 3.1): the document in parts, and the octets whose digest is to
 * be signed. What is digested is what any verifier will digest: the signature is put where it will stand, and its own
 * references are followed from there.
 */
import { createHash } from 'node:crypto';
import { canonicalOctets } from '../c14n/canonicalize.ts';
import { adoptElement, graftElement } from '../graft.ts';
import { subtree } from '../node-set.ts';
import { parseXml } from '../parser.ts';
import { octetsOf, type ReferenceData } from '../signature/apply-transform.ts';
import { readSignature } from '../signature/read-signature.ts';
import { resolveReference } from '../signature/verify-signature.ts';
import { attributeOf, childElements, type XmlDocument, type XmlElement } from '../tree.ts';
import { alone, type Part, type Place, within } from './part.ts';
import type { SignatureRequest } from './signature-request.ts';
import { signaturePieces } from './signature-text.ts';
import { base64 } from './write.ts';

export interface PreparedSignature {
  readonly parts: readonly Part[];
  /** ds:SignedInfo in its canonical form: exactly the octets that are signed. */
  readonly signedInfo: Uint8Array;
  /** What each reference digests, in their order; undefined where the digest was given. */
  readonly referenced: readonly (Uint8Array | undefined)[];
}

/** Without a place the signature is a document of its own. Throws XmlError. */
export function prepareSignature(request: SignatureRequest, place?: Place): PreparedSignature {
  const [document, element] = place === undefined ? standAlone(request) : graftInto(place, request);
  fillObjects(document, element, request);
  const signature = readSignature(element);
  const referenced = request.references.map((one, at) => {
    if (one.digestValue !== undefined) return undefined;
    // Without files nothing is known by its digest only.
    return octetsOf(resolveReference(document, signature, signature.references[at]!) as ReferenceData);
  });
  const digests = request.references.map((one, at) => one.digestValue ?? digestOf(request, referenced[at]!));
  for (const [at, { element: reference }] of signature.references.entries()) fillDigest(reference, digests[at]!);
  const pieces = signaturePieces(request, digests);
  const signedInfo = canonicalOctets(subtree(signature.signedInfo), signature.c14n);
  return { parts: place === undefined ? alone(pieces) : within(place, pieces), signedInfo, referenced };
}

function digestOf({ digest }: SignatureRequest, octets: Uint8Array): Uint8Array {
  return createHash(digest).update(octets).digest();
}

/** Pieces with nothing in their gaps. */
function skeleton(request: SignatureRequest): string {
  return signaturePieces(request)
    .filter((piece) => typeof piece === 'string')
    .join('');
}

function standAlone(request: SignatureRequest): [XmlDocument, XmlElement] {
  const document = parseXml(Buffer.from(skeleton(request), 'latin1'));
  return [document, document.root];
}

function graftInto({ document, parent }: Place, request: SignatureRequest): [XmlDocument, XmlElement] {
  return [document, graftElement(document, parent, skeleton(request))];
}

/** XML inside of an object is part of what is signed; base64 is digested by what it stands for. */
function fillObjects(document: XmlDocument, signature: XmlElement, { objects }: SignatureRequest): void {
  for (const request of objects) {
    if (request.kind !== 'xml') continue;
    const holder = childElements(signature).find((one) => attributeOf(one, 'Id') === request.id);
    adoptElement(document, holder!, request.content);
  }
}

function fillDigest(reference: XmlElement, digest: Uint8Array): void {
  const parent = childElements(reference).find(({ local }) => local === 'DigestValue')!;
  parent.children.push({ kind: 'text', value: base64(digest), parent });
}
