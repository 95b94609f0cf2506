/** The signature of XAdES in the words of XML-DSig: what is referenced, how, and what the signature holds. */
import { type DigestName, digestOf } from '@chancery/pki';
import {
  manifest,
  type ObjectRequest,
  parseXml,
  type ReferenceRequest,
  referenceTypes,
  type SignatureRequest,
  type TransformRequest,
  type XmlDocument,
} from '@chancery/xmldsig';
import { type DetachedFile, fileDigest, fileUri, type XadesContent, type XadesReference } from './content.ts';
import { exclusive, type XadesOptions } from './options.ts';
import { qualifyingProperties, signedPropertiesType, usualType } from './qualifying-properties.ts';

/** `id` is the one of the signature; all others begin with it. */
export function signatureRequest(id: string, content: XadesContent, options: XadesOptions): SignatureRequest {
  const { digest, scheme, certificates, c14n = exclusive, profile = 'xades' } = options;
  const references = content.references.map((one, at) => reference(one, at, id, options));
  const objects = contentObjects(id, content, digest);
  const common = { id, valueId: `${id}-value`, c14n, scheme, digest, certificates };
  if (profile === 'xmldsig') return { ...common, references, objects };
  const signedPropertiesId = `${id}-signed-properties`;
  const described = content.references.map((one, at) => ({ id: referenceId(id, at), content: one }));
  const text = qualifyingProperties({ signatureId: id, signedPropertiesId, references: described }, options);
  const transforms = [{ kind: 'c14n', method: c14n }] as const;
  const properties = { type: signedPropertiesType, uri: `#${signedPropertiesId}`, transforms };
  return { ...common, references: [...references, properties], objects: [{ kind: 'markup', text }, ...objects] };
}

function referenceId(id: string, at: number): string {
  return `${id}-reference-${at + 1}`;
}

function manifestId(id: string, at: number): string {
  return `${id}-manifest-${at + 1}`;
}

function objectId(id: string, at: number): string {
  return `${id}-object-${at + 1}`;
}

function reference(content: XadesReference, at: number, signatureId: string, options: XadesOptions): ReferenceRequest {
  const { digest, c14n: method = exclusive } = options;
  const id = referenceId(signatureId, at);
  const canonical: TransformRequest = { kind: 'c14n', method };
  const inside = { id, type: referenceTypes.object, uri: `#${objectId(signatureId, at)}` };
  switch (content.kind) {
    case 'document':
      return { id, uri: '', transforms: [withoutSignatures(content), canonical] };
    case 'element':
      return { id, uri: `#${encodeURIComponent(content.id)}`, transforms: [canonical] };
    case 'xml':
      return { ...inside, transforms: [canonical] };
    case 'base64':
      return { ...inside, transforms: [{ kind: 'base64' }], digestValue: digestOf(digest, content.octets) };
    case 'file':
      return { id, ...fileReference(content, digest) };
    case 'manifest':
      return { id, type: referenceTypes.manifest, uri: `#${manifestId(signatureId, at)}`, transforms: [canonical] };
  }
}

/** XML-Signature XPath Filter 2.0, 4: with all signatures taken away the next one changes nothing. */
function withoutSignatures({ withOtherSignatures = false }: XadesReference & { kind: 'document' }): TransformRequest {
  if (withOtherSignatures) return { kind: 'enveloped' };
  return { kind: 'filter2', operation: 'subtract', expression: '/descendant::ds:Signature' };
}

function fileReference(file: DetachedFile, digest: DigestName): ReferenceRequest {
  return { uri: fileUri(file.name), transforms: [], digestValue: fileDigest(file, digest) };
}

/** Those of content are counted as `originalsOf` lists them. */
function contentObjects(
  signatureId: string,
  { document, references }: XadesContent,
  digest: DigestName,
): ObjectRequest[] {
  const objects: ObjectRequest[] = [];
  let original = document === undefined ? 0 : 1;
  for (const [at, one] of references.entries()) {
    const [id, mimeType] = [objectId(signatureId, at), one.mimeType ?? usualType(one)];
    if (one.kind === 'base64') objects.push({ kind: 'base64', id, mimeType, document: original++ });
    if (one.kind === 'xml')
      objects.push({ kind: 'xml', id, mimeType, content: parseXml(one.octets), document: original++ });
    if (one.kind !== 'manifest') continue;
    const entries = one.files.map((file) => fileReference(file, digest));
    objects.push({ kind: 'markup', text: manifest(manifestId(signatureId, at), entries, digest) });
  }
  return objects;
}

/** An Id that the document does not have, the same whenever the same is signed by the same signer at the same time. */
export function signatureId({ certificates, signingTime }: XadesOptions, document: XmlDocument | undefined): string {
  const seed = digestOf('sha256', certificates[0]!, Buffer.from(signingTime.toISOString()));
  const id = `signature-${Buffer.from(seed).toString('hex', 0, 16)}`;
  for (let at = 1; ; at++) {
    const found = at === 1 ? id : `${id}-${at}`;
    if (document === undefined || !document.ids.has(found)) return found;
  }
}
