import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { certified } from '../testing/certified.ts';
import { signedInfoFor } from './signed-info.ts';

const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;
const [certificate, another] = [await certified('Ana'), await certified('Luis')];
const document = randomBytes(32);
const named = { document, digest: 'sha256', certificate } as const;
const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
const sha256 = (octets: Uint8Array | string) => createHash('sha256').update(octets).digest();

const id = 'signature-00112233445566778899aabbccddeeff';
const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';
const digested = (value: Uint8Array, declared = '') =>
  `<ds:DigestMethod${declared} Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue${declared}>${base64(value)}</ds:DigestValue>`;
const transformed = (by: string) => `<ds:Transforms><ds:Transform Algorithm="${by}"></ds:Transform></ds:Transforms>`;
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

// RFC 5035, 4: the issuer is "Ana" herself, the number 90.
const issuerSerial = 'MBcwEqQQMA4xDDAKBgNVBAMMA0FuYQIBWg==';

function propertiesOf(of: Uint8Array): string {
  return `<xades:SignedProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Id="${id}-signed-properties"><xades:SignedSignatureProperties><xades:SigningTime>2026-11-26T12:00:00Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>${digested(sha256(of), ` xmlns:ds="${xmldsig}"`)}</xades:CertDigest><xades:IssuerSerialV2>${issuerSerial}</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties><xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference="#${id}-reference-1"><xades:MimeType>application/octet-stream</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties></xades:SignedProperties>`;
}

const beside = (value: Uint8Array, uri = 'a%20contract.txt') =>
  `<ds:Reference Id="${id}-reference-1" URI="${uri}">${digested(value)}</ds:Reference>`;
const inside = `<ds:Reference Id="${id}-reference-1" Type="${xmldsig}Object" URI="#${id}-object-1">${transformed(`${xmldsig}base64`)}${digested(document)}</ds:Reference>`;

/** ds:SignedInfo with these references, and one to the properties. */
function infoOf(references: string, properties: string): string {
  const last = `<ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#${id}-signed-properties">${transformed(exclusive)}${digested(sha256(properties))}</ds:Reference>`;
  return `<ds:SignedInfo xmlns:ds="${xmldsig}"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"></ds:SignatureMethod>${references}${last}</ds:SignedInfo>`;
}

const properties = propertiesOf(certificate);
const both = (references: string, stated = properties) => stated + infoOf(references, stated);
const usual = both(beside(document));
const read = (text: string) => signedInfoFor(Buffer.from(text), named, ecdsa);

test('a document beside its signature, by any name, and one in base64 within it, is what ds:SignedInfo refers to', () => {
  const names = ["a/(b)'~%C3%BC!*_.-", encodeURIComponent('契'.repeat(255))].map((name) => beside(document, name));
  for (const references of [beside(document), ...names, inside])
    assert.equal(Buffer.from(read(both(references)) ?? '').toString(), infoOf(references, properties));
});

const [time, format] = ['<xades:SigningTime>2026-11-26T12:00:00Z</xades:SigningTime>', '<xades:DataObjectFormat '];
const stating = (before: string, what: string) => both(beside(document), properties.replace(before, what + before));
const behindCert = '</xades:SignedSignatureProperties>';
const text = (value: string) => properties.replace(time, time.replace('2026-11-26T12:00:00Z', value));
const strange: [string, string][] = [
  ['another document', both(beside(randomBytes(32)))],
  ['another document within the signature', both(inside.replace(base64(document), base64(randomBytes(32))))],
  ['another certificate', both(beside(document), propertiesOf(another))],
  ['another certificate by its number', both(beside(document), properties.replace('MBcwEqQQ', 'MBcwEqQR'))],
  ['a second reference', both(beside(document) + beside(randomBytes(32), 'b.txt'))],
  ['a second reference before it', both(beside(randomBytes(32), 'b.txt') + beside(document))],
  ['a reference twice', both(beside(document) + beside(document))],
  ['no document', both('')],
  ['a transform', both(beside(document).replace('<ds:DigestMethod', `${transformed(exclusive)}<ds:DigestMethod`))],
  [
    'a second transform',
    both(inside.replace('<ds:Transforms>', `<ds:Transforms>${transformed(exclusive).slice(15, -16)}`)),
  ],
  ['a transform of what is within, and no other', both(inside.replace(`${xmldsig}base64`, exclusive))],
  ['what is within, untransformed', both(inside.replace(transformed(`${xmldsig}base64`), ''))],
  ['what is within as something beside', both(inside.replace(` Type="${xmldsig}Object"`, ''))],
  ['the signature itself', both(beside(document, `#${id}`))],
  ['all of a document (enveloped)', both(beside(document, ''))],
  [
    'a value of another signature (a counter-signature)',
    both(
      beside(document, '#first-value').replace(' URI', ' Type="http://uri.etsi.org/01903#CountersignedSignature" URI'),
    ),
  ],
  ['a manifest', both(beside(document, '#m').replace(' URI', ` Type="${xmldsig}Manifest" URI`))],
  ['another digest', both(beside(document).replace('xmlenc#sha256', 'xmlenc#sha512'))],
  ['another algorithm', usual.replace('ecdsa-sha256', 'rsa-sha256')],
  [
    'another canonical form',
    usual.replace(`Method Algorithm="${exclusive}"`, `Method Algorithm="${exclusive}WithComments"`),
  ],
  ['properties that nobody refers to', properties + infoOf(beside(document), `${properties} `)],
  ['no properties', infoOf(beside(document), properties)],
  ['no ds:SignedInfo', properties],
  ['them in the other order', infoOf(beside(document), properties) + properties],
  [
    'a commitment',
    stating('</xades:SignedDataObjectProperties>', '<xades:CommitmentTypeIndication></xades:CommitmentTypeIndication>'),
  ],
  ['a role', stating(behindCert, '<xades:SignerRoleV2></xades:SignerRoleV2>')],
  ['a policy', stating(behindCert, '<xades:SignaturePolicyIdentifier></xades:SignaturePolicyIdentifier>')],
  ['a place', stating(behindCert, '<xades:SignatureProductionPlaceV2></xades:SignatureProductionPlaceV2>')],
  [
    'a time-stamp',
    stating('</xades:SignedDataObjectProperties>', '<xades:AllDataObjectsTimeStamp></xades:AllDataObjectsTimeStamp>'),
  ],
  [
    'a description',
    both(
      beside(document),
      properties.replace('<xades:MimeType>', '<xades:Description>x</xades:Description><xades:MimeType>'),
    ),
  ],
  ['the format of something else', both(beside(document), properties.replace('#signature', '#other'))],
  ['two formats', stating(format, `${format}ObjectReference="#x"></xades:DataObjectFormat>`)],
  ['two times', stating(time, time)],
  ['a time that is none', both(beside(document), text('2026-11-26'))],
  [
    'a time with something in it',
    both(beside(document), text('2026-11-26T12:00:00Z</xades:SigningTime><a></a><xades:SigningTime>')),
  ],
  ['a name with something in it', both(beside(document, 'a" Type="b'))],
  ['a name that a reader writes otherwise', both(beside(document, 'a&amp;b'))],
  ['a letter that is no ASCII', both(beside(document, 'ü'))],
  ['another id', usual.replaceAll(id, 'id-1')],
  ['the id of another reference', usual.replace(`Id="${id}-reference-1"`, `Id="${id.replace('0', '1')}-reference-1"`)],
  ['an empty element', usual.replace('></ds:Transform>', '/>')],
  ['a space before the end of a tag', usual.replace('"></ds:Sig', '" ></ds:Sig')],
  ['a comment', usual.replace('</ds:SignedInfo>', '<!-- --></ds:SignedInfo>')],
  ['an octet behind it', `${usual}\n`],
  ['an octet before it', ` ${usual}`],
  ['nothing', ''],
  ['no XML', 'a contract'],
];
for (const [what, given] of strange)
  test(`${what} is not what a document is signed by`, () => {
    assert.ok(![usual, both(inside)].includes(given));
    assert.equal(read(given), undefined);
  });

test('nor is any octet another one, but of the name of what lies beside', () => {
  const name = usual.indexOf('a%20contract.txt');
  for (let at = 0; at < usual.length; at++) {
    const changed = Buffer.from(usual);
    changed[at] = changed.readUInt8(at) ^ 1;
    const inName = at >= name && at < name + 'a%20contract.txt'.length;
    assert.ok(inName || signedInfoFor(changed, named, ecdsa) === undefined, `octet ${at}`);
  }
});

test('a key whose signatures XML has no name for signs none', () => {
  assert.equal(
    signedInfoFor(Buffer.from(usual), named, { kind: 'rsa-pss', digest: 'sha256', saltLength: 20 }),
    undefined,
  );
  assert.equal(signedInfoFor(Buffer.from(usual), named, { kind: 'rsa-pkcs1', digest: 'sha256' }), undefined);
});
