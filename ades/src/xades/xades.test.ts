import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type DigestName, digestOf, messageScheme, parseCertificate } from '@chancery/pki';
import {
  assemble,
  findSignatures,
  parseXml,
  prepareSignature,
  readSignature,
  signatureValue,
  verifyXmlSignature,
} from '@chancery/xmldsig';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { type SampleSigner, sampleSigner } from '../pades/sample-signer.test.ts';
import type { XadesContent, XadesReference } from './content.ts';
import { embedXades, type XadesSignature } from './embed.ts';
import { xmlsec1Accepts, xmlsec1Missing } from './foreign-judge.test.ts';
import type { XadesOptions } from './options.ts';
import { prepareXades } from './prepare.ts';
import { type PreparedXades, parsePreparedXades, serializePreparedXades } from './prepared.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const other = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const signingTime = new Date('2025-06-01T10:00:00.123Z');
const xml = Buffer.from('<a xmlns="urn:a"><item Id="one">é &amp; text</item><item Id="two"/></a>');
const picture = Buffer.from([0, 1, 2, 253, 254, 255]);
const file = Buffer.from('a file\r\n');

function optionsOf(by: SampleSigner = signer, digest: DigestName = 'sha256'): XadesOptions {
  return { digest, certificates: by.certificates, scheme: by.scheme(digest), signingTime };
}

function signedBy(prepared: PreparedXades, by: SampleSigner = signer): XadesSignature {
  const { digest, signedInfo } = prepared;
  return { certificates: by.certificates, scheme: by.scheme(digest), signature: by.sign(digest, signedInfo) };
}

function sign(content: XadesContent, more: Partial<XadesOptions> = {}, by: SampleSigner = signer): Uint8Array {
  const prepared = prepareXades(content, { ...optionsOf(by), ...more });
  return embedXades(prepared, signedBy(prepared, by), content);
}

function refuses(act: () => unknown, code: AdesErrorCode): void {
  assert.throws(
    act,
    (error: unknown) => error instanceof AdesError && error.code === code && error.message.length > 10,
  );
}

const documentContent: XadesContent = { document: xml, references: [{ kind: 'document' }] };
const packagings: Readonly<Record<string, XadesContent>> = {
  enveloped: documentContent,
  'enveloped with the signatures that are there': {
    document: xml,
    references: [{ kind: 'document', withOtherSignatures: true }],
  },
  'internally detached': {
    document: xml,
    references: [
      { kind: 'element', id: 'one' },
      { kind: 'element', id: 'two' },
    ],
  },
  'enveloping XML': { references: [{ kind: 'xml', octets: xml }] },
  'enveloping base64': { references: [{ kind: 'base64', octets: picture, mimeType: 'image/png' }] },
  detached: { references: [{ kind: 'file', name: 'file.txt', octets: file }] },
  'detached by its digest': {
    references: [{ kind: 'file', name: 'file.txt', digest: 'sha256', value: digestOf('sha256', file) }],
  },
  manifest: { references: [{ kind: 'manifest', files: [{ name: 'file.txt', octets: file }] }] },
  everything: {
    document: xml,
    references: [
      { kind: 'document', mimeType: 'application/xml', description: 'all of it' },
      { kind: 'base64', octets: picture },
      { kind: 'xml', octets: Buffer.from('<?xml version="1.0"?><!-- left out --><b xmlns="urn:a"><c/></b>') },
      { kind: 'file', name: 'file.txt', octets: file },
    ],
  },
};

for (const [name, content] of Object.entries(packagings)) {
  test(`a signature that is ${name} holds, as XAdES and as a plain XML signature`, (t) => {
    for (const profile of ['xades', 'xmldsig'] as const) accepted(t, sign(content, { profile }));
  });
}

function accepted(t: TestContext, signed: Uint8Array, count = 1): void {
  assert.deepEqual(verdicts(signed), Array(count).fill(true));
  if (xmlsec1Missing(t)) return;
  for (let number = 1; number <= count; number++) xmlsec1Accepts(signed, signer.root, number, { 'file.txt': file });
}

function verdicts(signed: Uint8Array): boolean[] {
  const document = parseXml(signed);
  const { spki } = parseCertificate(signer.certificates[0]!);
  const grounds = { spki, files: new Map([['file.txt', file]]) };
  return findSignatures(document).map((one) => verifyXmlSignature(document, readSignature(one), grounds).valid);
}

test('the entries of a manifest are judged one by one', () => {
  const files = [
    { name: 'file.txt', octets: file },
    { name: 'gone.txt', octets: picture },
  ];
  const document = parseXml(sign({ references: [{ kind: 'manifest', files }] }));
  const { spki } = parseCertificate(signer.certificates[0]!);
  const entries = (handedOver: Record<string, Uint8Array>) => {
    const grounds = { spki, files: new Map(Object.entries(handedOver)) };
    const { valid, references } = verifyXmlSignature(document, readSignature(document.root), grounds);
    return [valid, ...(references[0]?.entries?.map(({ failure }) => failure) ?? [])];
  };
  assert.deepEqual(entries({ 'file.txt': file }), [true, undefined, 'not-found']);
  assert.deepEqual(entries({ 'file.txt': picture, 'gone.txt': picture }), [true, 'digest-mismatch', undefined]);
});

test('nothing that was in the document is changed', () => {
  const signed = Buffer.from(sign(documentContent)).toString();
  assert.equal(signed.replace(/<ds:Signature .*<\/ds:Signature>/, ''), xml.toString());
});

test('what a signer states is in the signature, in the order of the schema', () => {
  const policy = {
    identifier: '1.2.3',
    description: 'rules',
    digest: 'sha256',
    value: Buffer.alloc(32),
    uri: 'urn:p',
  } as const;
  const place = { city: 'Sevilla', streetAddress: 'C/ 1', stateOrProvince: 'S', postalCode: '41001', country: 'ES' };
  const stated = {
    policy,
    place,
    claimedRoles: ['Ñ <&>'],
    commitments: ['proofOfApproval', 'urn:c', '1.2.4'],
  } as const;
  const text = Buffer.from(sign(documentContent, stated)).toString();
  const properties = /<xades:SignedProperties .*<\/xades:SignedProperties>/.exec(text)![0];
  const names = [...properties.matchAll(/<(?:xades|ds):(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(
    names.join(' '),
    'SignedProperties SignedSignatureProperties SigningTime SigningCertificateV2 Cert CertDigest DigestMethod DigestValue ' +
      'IssuerSerialV2 SignaturePolicyIdentifier SignaturePolicyId SigPolicyId Identifier Description SigPolicyHash ' +
      'DigestMethod DigestValue SigPolicyQualifiers SigPolicyQualifier SPURI SignatureProductionPlaceV2 City StreetAddress ' +
      'StateOrProvince PostalCode CountryName SignerRoleV2 ClaimedRoles ClaimedRole SignedDataObjectProperties ' +
      'DataObjectFormat MimeType CommitmentTypeIndication CommitmentTypeId Identifier AllSignedDataObjects ' +
      'CommitmentTypeIndication CommitmentTypeId Identifier AllSignedDataObjects CommitmentTypeIndication CommitmentTypeId ' +
      'Identifier AllSignedDataObjects',
  );
  assert.match(properties, /<xades:SigningTime>2025-06-01T10:00:00Z</);
  assert.match(properties, /<xades:Identifier Qualifier="OIDAsURN">urn:oid:1\.2\.3</);
  assert.match(properties, /<xades:ClaimedRole>&#xD1; &#x3C;&#x26;&#x3E;</);
  assert.match(properties, /#ProofOfApproval<.*>urn:c<.*>urn:oid:1\.2\.4</);
  assert.match(Buffer.from(sign(documentContent, { policy: 'implied' })).toString(), /<xades:SignaturePolicyImplied>/);
});

test('signatures beside each other hold, one after the other', (t) => {
  let signed: Uint8Array = xml;
  for (let count = 1; count <= 3; count++) {
    signed = sign({ document: signed, references: [{ kind: 'document' }] });
    accepted(t, signed, count);
  }
  signed = sign({ document: signed, references: [{ kind: 'element', id: 'two' }] });
  accepted(t, signed, 4);
  signed = sign({ document: signed, references: [{ kind: 'document', withOtherSignatures: true }] });
  accepted(t, signed, 5);
});

test('a signature that would break one that is there is refused', () => {
  const first = sign({ document: xml, references: [{ kind: 'document', withOtherSignatures: true }] });
  refuses(() => sign({ document: first, references: [{ kind: 'document' }] }), 'locked');
  const byId = signRootById('<a Id="root"><b/></a>');
  assert.deepEqual(verdicts(byId), [true]);
  refuses(() => sign({ document: byId, references: [{ kind: 'document' }] }), 'locked');
});

/** As others do it: the root named by its Id, the signature itself taken out. */
function signRootById(text: string): Uint8Array {
  const { certificates, scheme } = optionsOf();
  const document = parseXml(Buffer.from(text));
  const references = [{ uri: '#root', transforms: [{ kind: 'enveloped' }] }] as const;
  const c14n = { name: '1.0', comments: false } as const;
  const request = {
    id: 's',
    valueId: 'v',
    c14n,
    scheme,
    digest: 'sha256',
    references,
    certificates,
    objects: [],
  } as const;
  const { parts, signedInfo } = prepareSignature(request, { document, parent: document.root, original: 0 });
  const { spki } = parseCertificate(certificates[0]!);
  return assemble(parts, [Buffer.from(text)], signatureValue(spki, scheme, signer.sign('sha256', signedInfo))!);
}

test('a signature that would stand in what it signs is refused', () => {
  const document = Buffer.from('<a Id="root"><b/></a>');
  refuses(() => sign({ document, references: [{ kind: 'element', id: 'root' }] }), 'input');
});

const prepared = prepareXades(documentContent, optionsOf());
const value = signedBy(prepared);

test('a signature value of another key, over something else or in another form is refused', () => {
  const refused = (signature: Uint8Array) =>
    refuses(() => embedXades(prepared, { ...value, signature }, documentContent), 'signature-invalid');
  refused(other.sign('sha256', prepared.signedInfo));
  refused(signer.sign('sha256', file));
  refused(new Uint8Array());
  refused(Buffer.alloc(64, 1));
});

test('a certificate changed since preparing, none, or another scheme is refused', () => {
  const refused = (signed: Partial<XadesSignature>, code: AdesErrorCode) =>
    refuses(() => embedXades(prepared, { ...value, ...signed }, documentContent), code);
  refused({ certificates: other.certificates }, 'certificate-changed');
  refused({ certificates: [] }, 'input');
  refused({ scheme: signer.scheme('sha384') }, 'input');
  refused({ scheme: { kind: 'rsa-pkcs1', digest: 'sha256' } }, 'input');
});

test('other content than what was prepared for is refused', () => {
  const changed = { ...documentContent, document: Buffer.from(xml.toString().replace('text', 'tent')) };
  refuses(() => embedXades(prepared, value, changed), 'input');
  refuses(() => embedXades(prepared, value, { references: [] }), 'input');
});

test('a stored preparation that was tampered with is refused', () => {
  const refused = (stored: Partial<PreparedXades>) =>
    refuses(() => embedXades({ ...prepared, ...stored }, value, documentContent), 'input');
  refused({ dtbsr: Buffer.alloc(32) });
  refused({ signedProperties: Buffer.concat([prepared.signedProperties, Buffer.from(' ')]) });
  refused({ certificateDigest: Buffer.alloc(32) });
  refused({ parts: [{ kind: 'original', document: 1, from: 0, to: 1 }] });
  const text = serializePreparedXades(prepared);
  for (const broken of [
    '',
    'null',
    '[]',
    '{}',
    text.replace('sha256', 'md5'),
    text.replace('"version":1', '"version":2'),
    text.replace('"value"', '"other"'),
  ]) {
    refuses(() => parsePreparedXades(broken), 'input');
  }
});

test('a stored preparation is embedded by another process to the same bytes', () => {
  for (const content of [packagings['everything']!, packagings['enveloping XML']!]) {
    const here = prepareXades(content, optionsOf());
    const signed = signedBy(here);
    const there = elsewhere(serializePreparedXades(here), signed, content);
    assert.deepEqual(there, Buffer.from(embedXades(here, signed, content)));
  }
});

function elsewhere(stored: string, { certificates, scheme, signature }: XadesSignature, content: XadesContent): Buffer {
  const plain = (value: unknown): unknown =>
    value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
  const input = JSON.stringify({ stored, signed: { certificates, scheme, signature }, content }, (_, one) => {
    if (one?.type === 'Buffer') return plain(Buffer.from(one.data));
    return plain(one);
  });
  const program = `
    import { readFileSync } from 'node:fs';
    import { embedXades, parsePreparedXades } from ${JSON.stringify(join(import.meta.dirname, '../index.ts'))};
    const revive = (_, one) => (typeof one?.hex === 'string' ? Buffer.from(one.hex, 'hex') : one);
    const { stored, signed, content } = JSON.parse(readFileSync(0, 'utf8'), revive);
    process.stdout.write(embedXades(parsePreparedXades(stored), signed, content));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { input });
}

test('content and options no signature can be made from are refused', () => {
  const content = (...references: XadesReference[]): XadesContent => ({ references });
  const refused = (wrong: XadesContent, more: Partial<XadesOptions> = {}) => refuses(() => sign(wrong, more), 'input');
  refused(content());
  refused(content({ kind: 'document' }));
  refused({ document: xml, references: [{ kind: 'base64', octets: picture }] });
  refused({ document: xml, references: [{ kind: 'document' }, { kind: 'document' }] });
  refused({ onlyHolds: true, references: [{ kind: 'base64', octets: picture }] });
  refused({ document: xml, onlyHolds: true, references: [{ kind: 'document' }] });
  refused({ document: xml, references: [{ kind: 'element', id: 'nowhere' }] });
  refused(content({ kind: 'file', name: '', octets: file }));
  refused(content({ kind: 'file', name: 'x', octets: file }, { kind: 'file', name: 'x', octets: file }));
  refused(content({ kind: 'file', name: 'x', digest: 'sha512', value: Buffer.alloc(64) }));
  refused(content({ kind: 'file', name: 'x', digest: 'sha256', value: Buffer.alloc(31) }));
  refused(content({ kind: 'file', name: 'x', digest: 'sha512', value: Buffer.alloc(32) }));
  refused(content({ kind: 'base64', octets: picture, mimeType: '' }));
  refused(content({ kind: 'manifest', files: [] }));
  refused(
    content({
      kind: 'manifest',
      files: [
        { name: 'x', octets: file },
        { name: 'x', octets: file },
      ],
    }),
  );
  for (const wrong of [
    { certificates: [] },
    { certificates: [file] },
    { scheme: signer.scheme('sha512') },
    { signingTime: new Date(Number.NaN) },
    { profile: 'xmldsig', claimedRoles: ['x'] },
    { claimedRoles: ['\u0001'] },
    { claimedRoles: ['\ud800'] },
    { claimedRoles: Array(33).fill('x') },
    { place: {} },
    { policy: { identifier: '1.2', digest: 'sha256', value: Buffer.alloc(20) } },
  ] as Partial<XadesOptions>[]) {
    refused(documentContent, wrong);
  }
});

test('a scheme that XML has no name for is unsupported: a salt of another length, ML-DSA', () => {
  const pss = { kind: 'rsa-pss', digest: 'sha256', saltLength: 20 } as const;
  refuses(() => sign(documentContent, { scheme: pss }), 'unsupported');
  const lattice = { digest: 'sha512', scheme: messageScheme('ml-dsa-44') } as const;
  refuses(() => sign(documentContent, lattice), 'unsupported');
});

test('XML that is none, has a document type, or closes what it did not open is refused', () => {
  const inside = (octets: Uint8Array): XadesContent => ({ references: [{ kind: 'xml', octets }] });
  for (const [text, code] of [
    ['no XML', 'not-an-xml'],
    ['<a></a></ds:Object><ds:Object>', 'not-an-xml'],
    ['<!DOCTYPE a><a/>', 'unsupported'],
    ['<a xmlns="relative"/>', 'unsupported'],
    [`${'<a>'.repeat(300)}${'</a>'.repeat(300)}`, 'too-complex'],
  ] as const) {
    refuses(() => sign({ ...documentContent, document: Buffer.from(text) }), code);
    refuses(() => sign(inside(Buffer.from(text))), code);
  }
});
