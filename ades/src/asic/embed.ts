import { attributeOf, childElements, parseXml, textOf, type XmlElement } from '@chancery/xmldsig';
import { type CadesSignature, embedCades } from '../cades/embed.ts';
import { AdesError } from '../error.ts';
import { fileUri } from '../xades/content.ts';
import { embedXades } from '../xades/embed.ts';
import { readingXml } from '../xades/reading-xml.ts';
import { mediaTypes } from './container.ts';
import { type AsicContent, contentMembers, type DigestedFile, kindOf, requireAsicContent } from './content.ts';
import { openDocumentManifest } from './open-document-manifest.ts';
import type { PreparedAsic } from './prepared.ts';
import { cadesPlace, xadesPlace } from './signature-place.ts';
import { type ContainerPart, type Member, memberOf, zipParts } from './write-zip.ts';

/**
 * Step 3 of a signature in a container: the container in its parts, `mimetype` first, every file kept octet for octet. The last
 * checks are those of the format; and the files are those prepared for. Throws AdesError `input`, `certificate-changed`,
 * `signature-invalid`.
 */
export function embedAsic(prepared: PreparedAsic, signed: CadesSignature, content: AsicContent): ContainerPart[] {
  requireAsicContent(content);
  if (kindOf(content) !== prepared.kind) throw changed();
  const files = contentMembers(content);
  const added = prepared.format === 'cades' ? cmsFiles(prepared, signed, content) : xmlFiles(prepared, signed, content);
  const names = new Set(added.map(({ name }) => name));
  const kept = files.filter(({ name }) => !names.has(name));
  return zipParts([...kept, ...added], containerComment(prepared.kind));
}

/** EN 319 162-1, annex A.1: for those that look at the end of a file. */
export function containerComment(kind: PreparedAsic['kind']): string {
  return `mimetype=${mediaTypes[kind]}`;
}

function cmsFiles(
  { prepared, manifest }: PreparedAsic & { format: 'cades' },
  signed: CadesSignature,
  content: AsicContent,
): Member[] {
  const place = cadesPlace(content, prepared.digest);
  if (place.manifest && !Buffer.from(place.manifest.octets).equals(manifest ?? new Uint8Array())) throw changed();
  const signature = memberOf(place.name, embedCades(prepared, signed, place.content));
  return place.manifest ? [memberOf(place.manifest.name, place.manifest.octets), signature] : [signature];
}

function xmlFiles(
  { prepared, kind }: PreparedAsic & { format: 'xades' },
  signed: CadesSignature,
  content: AsicContent,
): Member[] {
  const place = xadesPlace(content, prepared.digest);
  const signature = memberOf(place.name, embedXades(prepared, signed, place.content));
  requireReferenced(prepared.signedInfo, place.files);
  return kind === 'ASiC-E' ? [...openDocumentManifest(content), signature] : [signature];
}

/** Files beside an XML signature are not looked at by its own last check: they must be all that it refers to, each by its name. */
function requireReferenced(signedInfo: Uint8Array, files: readonly DigestedFile[]): void {
  const references = readingXml(() => childElements(parseXml(signedInfo).root)).flatMap(fileReferenceIn);
  const expected = files.map(({ name, value }) => [fileUri(name), Buffer.from(value).toString('base64')]);
  if (JSON.stringify(references) !== JSON.stringify(expected)) throw changed();
}

/** URI and digest; what lies in the document itself is none. */
function fileReferenceIn(element: XmlElement): [uri: string, digest: string][] {
  const uri = attributeOf(element, 'URI');
  if (uri === undefined || uri.startsWith('#')) return [];
  return childElements(element)
    .filter(({ local }) => local === 'DigestValue')
    .map((value) => [uri, textOf(value)]);
}

function changed(): AdesError {
  return new AdesError('input', 'the files are not those the signature was prepared for');
}
