/** A ds:Signature as text (XML-DSig 1.1, 4), in pieces: around the value, and around what others wrote. */
import { digestUri, signatureMethodUri } from '../algorithms.ts';
import { type C14nMethod, c14nUri, exclusiveNamespace } from '../c14n/method.ts';
import { XmlError } from '../error.ts';
import { ds, transformUris } from '../names.ts';
import type { ObjectRequest, ReferenceRequest, SignatureRequest, TransformRequest } from './signature-request.ts';
import { base64, escaped, markup, startTag } from './write.ts';

/** A gap is filled by the signature value, or by the content of an object. */
export type Piece = string | { readonly gap: 'value' | Exclude<ObjectRequest, { kind: 'markup' }> };

/** `digests` are those of the references, in their order; one that is missing is left out. */
export function signaturePieces(request: SignatureRequest, digests: readonly Uint8Array[] = []): Piece[] {
  return [
    startTag('ds:Signature', { 'xmlns:ds': ds, Id: request.id }),
    signedInfo(request, digests),
    startTag('ds:SignatureValue', { Id: request.valueId }),
    { gap: 'value' },
    '</ds:SignatureValue>',
    keyInfo(request),
    ...request.objects.flatMap(object),
    '</ds:Signature>',
  ];
}

function signedInfo({ c14n, scheme, digest, references }: SignatureRequest, digests: readonly Uint8Array[]): string {
  const method = signatureMethodUri(scheme);
  if (method === undefined) throw new XmlError('input', 'a signature scheme that XML has no name for');
  const content = [
    canonicalization('ds:CanonicalizationMethod', c14n),
    markup('ds:SignatureMethod', { Algorithm: method }),
    ...references.map((one, at) => reference(one, digestUri(digest), digests[at])),
  ];
  return markup('ds:SignedInfo', {}, content.join(''));
}

/** An element that names a canonical form: ds:CanonicalizationMethod, ds:Transform. */
function canonicalization(name: string, method: C14nMethod): string {
  const list = method.inclusivePrefixes?.map((prefix) => (prefix === '' ? '#default' : prefix)).join(' ');
  const attributes = { 'xmlns:ec': exclusiveNamespace, PrefixList: list };
  const inside = list === undefined ? '' : markup('ec:InclusiveNamespaces', attributes);
  return markup(name, { Algorithm: c14nUri(method) }, inside);
}

function reference(
  { id, uri, type, transforms }: ReferenceRequest,
  method: string,
  digest: Uint8Array | undefined,
): string {
  const list = transforms.length === 0 ? '' : markup('ds:Transforms', {}, transforms.map(transform).join(''));
  const digestMethod = markup('ds:DigestMethod', { Algorithm: method });
  const value = markup('ds:DigestValue', {}, digest === undefined ? '' : base64(digest));
  return markup('ds:Reference', { Id: id, Type: type, URI: uri }, list + digestMethod + value);
}

/** A ds:Manifest (5.1) for an object of the signature; the digests of its entries are given. */
export function manifest(id: string, entries: readonly ReferenceRequest[], digest: SignatureRequest['digest']): string {
  const references = entries.map((one) => reference(one, digestUri(digest), one.digestValue));
  return markup('ds:Manifest', { Id: id }, references.join(''));
}

function transform(request: TransformRequest): string {
  if (request.kind === 'c14n') return canonicalization('ds:Transform', request.method);
  if (request.kind !== 'filter2') return markup('ds:Transform', { Algorithm: transformUris[request.kind] });
  const attributes = { 'xmlns:dsig-xpath': transformUris.filter2, Filter: request.operation };
  const expression = markup('dsig-xpath:XPath', attributes, escaped(request.expression));
  return markup('ds:Transform', { Algorithm: transformUris.filter2 }, expression);
}

function keyInfo({ keyInfoId, certificates }: SignatureRequest): string {
  const list = certificates.map((one) => markup('ds:X509Certificate', {}, base64(one))).join('');
  return markup('ds:KeyInfo', { Id: keyInfoId }, markup('ds:X509Data', {}, list));
}

function object(request: ObjectRequest): Piece[] {
  if (request.kind === 'markup') return [markup('ds:Object', { Id: request.id }, request.text)];
  const encoding = request.kind === 'base64' ? transformUris.base64 : undefined;
  const start = startTag('ds:Object', { Id: request.id, MimeType: request.mimeType, Encoding: encoding });
  return [start, { gap: request }, '</ds:Object>'];
}
