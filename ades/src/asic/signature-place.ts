/** Where in a container the next signature is to stand, and what exactly it is over (EN 319 162-1, 4.3.3.2, 4.4.3.2). */
import type { DigestName } from '@chancery/pki';
import { markup } from '@chancery/xmldsig';
import type { CadesContent } from '../cades/content.ts';
import type { XadesContent } from '../xades/content.ts';
import { containerFile, entriesOf } from './container.ts';
import { type AsicContent, type DigestedFile, digestedFiles, earlier, kindOf } from './content.ts';
import { asicNamespace, writeManifest } from './manifest.ts';

export interface CadesPlace {
  /** The file of the signature. */
  readonly name: string;
  readonly content: CadesContent;
  /** ASiC-E: what is signed instead of the files, and its name. */
  readonly manifest?: { readonly name: string; readonly octets: Uint8Array };
}

export interface XadesPlace {
  readonly name: string;
  readonly files: readonly DigestedFile[];
  readonly content: XadesContent;
}

export function cadesPlace(content: AsicContent, digest: DigestName): CadesPlace {
  const files = digestedFiles(content, digest);
  return kindOf(content) === 'ASiC-S' ? besideFile(content, files[0]!) : overManifest(content, files);
}

/** One CMS with all signers (4.3.3.2). */
function besideFile(content: AsicContent, file: DigestedFile): CadesPlace {
  const container = earlier(content, 'cades');
  const [there] = container === undefined ? [] : entriesOf(container.entries, 'cades');
  if (container === undefined || there === undefined)
    return { name: 'META-INF/signature.p7s', content: { packaging: 'detached', content: file } };
  return {
    name: there.name,
    content: { packaging: 'parallel', cms: containerFile(container, there.name), content: file },
  };
}

/** Each signature with a manifest of its own (4.4.3.2, A.4). */
function overManifest(content: AsicContent, files: readonly DigestedFile[]): CadesPlace {
  const number = freeNumber(content, 'cades', (free) => [`ASiCManifest${free}.xml`, `signature${free}.p7s`]);
  const name = `META-INF/signature${number}.p7s`;
  const octets = writeManifest({ signature: name, signatureType: 'application/pkcs7-signature', entries: files });
  const manifest = { name: `META-INF/ASiCManifest${number}.xml`, octets };
  return { name, manifest, content: { packaging: 'detached', content: { octets } } };
}

const root = markup('asic:XAdESSignatures', { 'xmlns:asic': asicNamespace });
const noSignatures = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root}`);

export function xadesPlace(content: AsicContent, digest: DigestName): XadesPlace {
  const files = digestedFiles(content, digest);
  const references = files.map((file) => ({ kind: 'file', ...file }) as const);
  const { name, document = noSignatures } = kindOf(content) === 'ASiC-S' ? sharedXml(content) : ownXml(content);
  return { name, files, content: { document, onlyHolds: true, references } };
}

type XmlFile = { readonly name: string; readonly document?: Uint8Array };

function sharedXml(content: AsicContent): XmlFile {
  const container = earlier(content, 'xades');
  const [there] = container === undefined ? [] : entriesOf(container.entries, 'xades');
  if (container === undefined || there === undefined) return { name: 'META-INF/signatures.xml' };
  return { name: there.name, document: containerFile(container, there.name) };
}

function ownXml(content: AsicContent): XmlFile {
  return { name: `META-INF/signatures${freeNumber(content, 'xades', (free) => [`signatures${free}.xml`])}.xml` };
}

/** The first number that none of these files below META-INF has. */
function freeNumber(
  content: AsicContent,
  format: 'cades' | 'xades',
  namesOf: (number: string) => readonly string[],
): string {
  const taken = new Set((earlier(content, format)?.entries ?? []).map(({ name }) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const free = String(number).padStart(3, '0');
    if (namesOf(free).every((name) => !taken.has(`meta-inf/${name}`.toLowerCase()))) return free;
  }
}
