/**
 * ASiCManifest (EN 319 162-1, annex A.4): which files a CMS signature or a time-stamp token is over, by their digests. The
 * signature is over the manifest. It is written in canonical form, so that whoever shows it to a signer can read it strictly.
 */
import type { DigestName } from '@chancery/pki';
import {
  attributeOf,
  childElements,
  decodeBase64,
  digestByUri,
  digestUri,
  isNamed,
  markup,
  parseXml,
  textOf,
  type XmlElement,
} from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { fileUri } from '../xades/content.ts';
import { readingXml } from '../xades/reading-xml.ts';

export const asicNamespace = 'http://uri.etsi.org/02918/v1.2.1#';
const dsNamespace = 'http://www.w3.org/2000/09/xmldsig#';

export interface ManifestEntry {
  readonly name: string;
  readonly digest: DigestName;
  readonly value: Uint8Array;
  readonly mimeType?: string;
  /** A.4: where the chain of archive manifests goes on. */
  readonly rootFile?: boolean;
}

export interface Manifest {
  /** The file that holds the signature or token over this. */
  readonly signature: string;
  readonly signatureType: 'application/pkcs7-signature' | 'application/vnd.etsi.timestamp-token';
  readonly entries: readonly ManifestEntry[];
}

export function writeManifest({ signature, signatureType, entries }: Manifest): Uint8Array {
  const reference = markup('asic:SigReference', { MimeType: signatureType, URI: fileUri(signature) });
  const declared = { 'xmlns:asic': asicNamespace, 'xmlns:ds': dsNamespace };
  return Buffer.from(markup('asic:ASiCManifest', declared, reference + entries.map(entryMarkup).join('')));
}

function entryMarkup({ name, digest, value, mimeType, rootFile }: ManifestEntry): string {
  const attributes = { MimeType: mimeType, Rootfile: rootFile ? 'true' : undefined, URI: fileUri(name) };
  const method = markup('ds:DigestMethod', { Algorithm: digestUri(digest) });
  const digestValue = markup('ds:DigestValue', {}, Buffer.from(value).toString('base64'));
  return markup('asic:DataObjectReference', attributes, method + digestValue);
}

/** Who wrote it does not matter. Throws AdesError `not-an-xml`, `damaged`, `unsupported`, `too-complex`. */
export function readManifest(octets: Uint8Array): Omit<Manifest, 'signatureType'> {
  return readingXml(() => {
    const { root } = parseXml(octets);
    const [reference, ...rest] = childElements(root);
    const known = isNamed(root, asicNamespace, 'ASiCManifest') && reference && isAsic(reference, 'SigReference');
    if (!known) throw new AdesError('damaged', 'not a manifest of a container');
    const objects = rest.filter((one) => isAsic(one, 'DataObjectReference'));
    return { signature: nameOf(reference), entries: objects.map(readEntry) };
  });
}

function isAsic(element: XmlElement, local: string): boolean {
  return isNamed(element, asicNamespace, local);
}

function readEntry(element: XmlElement): ManifestEntry {
  const inside = childElements(element);
  const method = inside.find((one) => isNamed(one, dsNamespace, 'DigestMethod'));
  const value = inside.find((one) => isNamed(one, dsNamespace, 'DigestValue'));
  const digest = digestByUri((method && attributeOf(method, 'Algorithm')) ?? '', false);
  if (value === undefined) throw new AdesError('damaged', 'an entry without a digest in a manifest');
  if (digest === undefined || digest === 'sha1') throw new AdesError('unsupported', 'a digest that is not offered');
  return { name: nameOf(element), digest, value: decodeBase64(textOf(value)) };
}

function nameOf(element: XmlElement): string {
  const uri = attributeOf(element, 'URI') ?? '';
  try {
    return decodeURIComponent(uri.replace(/^\.?\//, ''));
  } catch (cause) {
    throw new AdesError('damaged', 'a name that cannot be read in a manifest', { cause });
  }
}
