/**
 * What ds:SignedInfo and the xades:SignedProperties it refers to say (XML-DSig 1.1, 4.4; EN 319 132-1, 6.3), for the SAM, which signs
 * the digest of the former for the document it refers to. Nothing is parsed: both are written anew, and compared.
 */
import { type DigestName, der, digestOf, parseCertificate } from '@chancery/pki';
import {
  c14nUri,
  digestUri,
  markup,
  referenceTypes,
  signatureMethodUri,
  type XmlSignatureMethod,
} from '@chancery/xmldsig';
import type { Named } from './signed-attributes.ts';

const ds = { 'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#' };
const xades = { 'xmlns:xades': 'http://uri.etsi.org/01903/v1.3.2#' };
const propertiesType = 'http://uri.etsi.org/01903#SignedProperties';
const base64Transform = `${ds['xmlns:ds']}base64`;
const exclusive = c14nUri({ name: 'exclusive', comments: false });

type Wanted = Named & { readonly digest: DigestName };

/** All that may vary. Without a `file` beside it the document stands in base64 in the signature, in its first ds:Object. */
interface Said {
  readonly id: string;
  readonly time: string;
  readonly file: string | undefined;
}

/**
 * The ds:SignedInfo at the end of these octets, which begin with its xades:SignedProperties (each in its canonical form), if both refer to
 * this document, unchanged, and to this certificate, and state nothing else that binds a signer; undefined if not.
 */
export function signedInfoFor(octets: Uint8Array, named: Wanted, scheme: XmlSignatureMethod): Uint8Array | undefined {
  const text = Buffer.from(octets).toString('latin1');
  const [said, method] = [read(text), signatureMethodUri(scheme)];
  if (said === undefined || method === undefined) return undefined;
  const properties = signedProperties(said, named);
  const info = signedInfo(said, properties, named, method);
  return properties + info === text ? Buffer.from(info) : undefined;
}

/** Each of letters that stand for themselves in XML, so that nothing more can be said by any of them. */
function read(text: string): Said | undefined {
  const [, id] = / Id="(signature-[\da-f]{32})-signed-properties">/.exec(text) ?? [];
  const [, time] = /<xades:SigningTime>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)</.exec(text) ?? [];
  const [, file] = /-reference-1" URI="([\w.!~*'()%/-]{1,3000})">/.exec(text) ?? [];
  return id === undefined || time === undefined ? undefined : { id, time, file };
}

/** EN 319 132-1, 5.2.1, 5.2.2, 5.2.4: when, by which certificate, and what kind of file; no policy, no role, no commitment. */
function signedProperties({ id, time }: Said, { certificate, digest }: Wanted): string {
  const certDigest = digestContent(digest, digestOf(digest, certificate), ds);
  const cert = element('CertDigest', certDigest) + element('IssuerSerialV2', base64(issuerSerial(certificate)));
  const signature = element('SigningTime', time) + element('SigningCertificateV2', element('Cert', cert));
  const reference = { ObjectReference: `#${id}-reference-1` };
  const format = markup('xades:DataObjectFormat', reference, element('MimeType', 'application/octet-stream'));
  const content = element('SignedSignatureProperties', signature) + element('SignedDataObjectProperties', format);
  return markup('xades:SignedProperties', { ...xades, Id: `${id}-signed-properties` }, content);
}

/** XML-DSig 1.1, 4.4.3 and, of what is within, 6.6.2: the document by the digest of its octets, and the properties. */
function signedInfo({ id, file }: Said, properties: string, { document, digest }: Wanted, method: string): string {
  const inside = { Type: referenceTypes.object, URI: `#${id}-object-1` };
  const place = file === undefined ? inside : { URI: file };
  const ofDocument = (file === undefined ? transform(base64Transform) : '') + digestContent(digest, document);
  const ofProperties = transform(exclusive) + digestContent(digest, digestOf(digest, Buffer.from(properties)));
  const content = [
    markup('ds:CanonicalizationMethod', { Algorithm: exclusive }),
    markup('ds:SignatureMethod', { Algorithm: method }),
    markup('ds:Reference', { Id: `${id}-reference-1`, ...place }, ofDocument),
    markup('ds:Reference', { Type: propertiesType, URI: `#${id}-signed-properties` }, ofProperties),
  ];
  return markup('ds:SignedInfo', ds, content.join(''));
}

function element(name: string, content: string): string {
  return markup(`xades:${name}`, {}, content);
}

function transform(algorithm: string): string {
  return markup('ds:Transforms', {}, markup('ds:Transform', { Algorithm: algorithm }));
}

/** A digest; the prefix is declared where no element around it does (Exclusive C14N, 3). */
function digestContent(digest: DigestName, value: Uint8Array, declared = {}): string {
  const method = markup('ds:DigestMethod', { ...declared, Algorithm: digestUri(digest) });
  return method + markup('ds:DigestValue', declared, base64(value));
}

/** RFC 5035, 4. */
function issuerSerial(certificate: Uint8Array): Uint8Array {
  const { issuer, serial } = parseCertificate(certificate);
  return der.sequence(der.sequence(der.explicit(4, issuer.der)), serial);
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}
