/** What an XML signature is over, as the approval page checks it: SignedInfo, its references, and what they digest. */
import { createHash } from 'node:crypto';
import { demand } from './statement.ts';

/** `signedInfo` is canonical; `references` has one entry for each ds:Reference. Binary values in b64u. */
export interface XmlProof {
  readonly originalSize: number;
  readonly signedInfo: string;
  readonly references: readonly ({ readonly over: 'file' } | { readonly octets: string })[];
}

/** RFC 6931, 2.1. */
const digestMethods: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

/**
 * A canonical ds:SignedInfo with the prefix that is ours, in the one spelling that is taken: no comment, and nothing beside its references
 * that a verifier could take for one (XML-DSig 1.1, 4.4).
 */
const attributes = '(?: [^\\s<>/="\'&:]+="[^"<>]*")*';
const namespaces = '((?: xmlns(?::[^\\s<>/="\'&:]+)?="[^"<>]*")*)';
const listed = '(?:<ec:InclusiveNamespaces [^<>]*></ec:InclusiveNamespaces>)?';
const canonicalization = `<ds:CanonicalizationMethod Algorithm="[^"<>]*">${listed}</ds:CanonicalizationMethod>`;
const method = '<ds:SignatureMethod Algorithm="[^"<>]*"></ds:SignatureMethod>';
/** What comes out of them leaves no word of the document out: canonical forms, base64, and the removal of signatures. */
const forms =
  'TR/2001/REC-xml-c14n-20010315|2006/12/xml-c14n11|2001/10/xml-exc-c14n#|2000/09/xmldsig#(?:base64|enveloped-signature)';
const filter2 = 'http://www\\.w3\\.org/2002/06/xmldsig-filter2';
const withoutSignatures =
  `<ds:Transform Algorithm="${filter2}"><dsig-xpath:XPath xmlns:dsig-xpath="${filter2}" Filter="subtract">` +
  '/descendant::ds:Signature</dsig-xpath:XPath></ds:Transform>';
const known = `<ds:Transform Algorithm="http://www\\.w3\\.org/(?:${forms})(?:#?WithComments)?">${listed}</ds:Transform>`;
const transforms = `<ds:Transforms>(?:${known}|${withoutSignatures})+</ds:Transforms>`;
const digest = '<ds:DigestMethod Algorithm="[^"<>]*"></ds:DigestMethod><ds:DigestValue>[^<>]*</ds:DigestValue>';
const reference = `<ds:Reference(?: (?:Id|Type|URI)="[^"<>]*")*>(?:${transforms})?${digest}</ds:Reference>`;
const start = `<ds:SignedInfo${namespaces}${attributes}>`;
const form = new RegExp(`^${start}${canonicalization}${method}((?:${reference})+)</ds:SignedInfo>$`, 's');
const dsig = ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';

const objectType = 'http://www.w3.org/2000/09/xmldsig#Object';

/** The type of EN 319 132-1, 4.4.2, and the only element that may stand behind it. */
const propertiesType = 'Type="http://uri.etsi.org/01903#SignedProperties"';
const propertiesTag =
  /^<(?:[\w.-]+:)?SignedProperties [^<>]*xmlns(?::[\w.-]+)?="http:\/\/uri\.etsi\.org\/01903\/v1\.3\.2#"/;

/**
 * What is signed of the document: the file itself, or the octets that came out of the transforms. Throws SandboxError `statement`
 * unless each reference digests what was sent, and one alone is to the document.
 */
export function checkReferences(file: Uint8Array, { originalSize, signedInfo, references }: XmlProof): Uint8Array {
  demand(file.length === originalSize, 'something stands behind the document');
  const found = referencesIn(Buffer.from(signedInfo, 'base64url').toString('utf8'));
  demand(found.length === references.length, 'the references are not as many');
  const documents: Uint8Array[] = [];
  for (const [at, one] of references.entries()) {
    const [reference, sent] = [found[at] ?? '', octetsOf(one, file)];
    demand(digestIn(reference, sent), 'a reference is to other octets');
    if (!reference.includes(propertiesType)) documents.push(documentOf(reference, sent));
    else demand(propertiesTag.test(Buffer.from(sent).toString('utf8')), 'the signed properties are something else');
  }
  const [document, ...more] = documents;
  demand(document !== undefined && more.length === 0, 'not one document alone is referred to');
  return document;
}

/** Of a type that is what it leads to, and not a list of more (XML-DSig 1.1, 5.1). */
function documentOf(reference: string, sent: Uint8Array): Uint8Array {
  const [, type = objectType] = / Type="([^"]*)"/.exec(reference) ?? [];
  demand(type === objectType, 'a reference is to what nobody can be shown');
  return sent;
}

function referencesIn(signedInfo: string): readonly string[] {
  const [, declared = '', all = ''] = form.exec(signedInfo) ?? [];
  demand(declared.includes(dsig), 'what is signed can be read in two ways');
  return all.match(new RegExp(reference, 'gs')) ?? [];
}

function octetsOf(sent: XmlProof['references'][number], file: Uint8Array): Uint8Array {
  return 'octets' in sent ? Buffer.from(sent.octets, 'base64url') : file;
}

/** Whether what is taken in this spelling has one digest, and it is that of the octets. */
export function digestIn(taken: string, octets: Uint8Array): boolean {
  const [found, ...more] = taken.matchAll(
    /<ds:DigestMethod Algorithm="([^"]*)"><.ds:DigestMethod><ds:DigestValue>([^<]*)</g,
  );
  const name = digestMethods.get(found?.[1] ?? '');
  if (name === undefined || more.length > 0) return false;
  return createHash(name).update(octets).digest('base64') === found?.[2];
}
