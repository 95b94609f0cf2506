import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { signatureValue } from '../algorithms.ts';
import type { C14nMethod } from '../c14n/method.ts';
import { XmlError } from '../error.ts';
import { referenceTypes } from '../names.ts';
import { parseXml } from '../parser.ts';
import type { DetachedFiles } from '../signature/dereference.ts';
import { findSignatures, readSignature } from '../signature/read-signature.ts';
import { verifyXmlSignature } from '../signature/verify-signature.ts';
import { newSigner, type Signer } from '../testing/signer.test.ts';
import { xmlsec1Complaint, xmlsec1Missing } from '../testing/xmlsec1.test.ts';
import { assemble, type Place } from './part.ts';
import { prepareSignature } from './prepare-signature.ts';
import type { SignatureRequest } from './signature-request.ts';

const signer = await newSigner({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
const methods = (['1.0', '1.1', 'exclusive'] as const).flatMap((name): C14nMethod[] => [
  { name, comments: false },
  { name, comments: true },
]);
const exclusive = { name: 'exclusive', comments: false } as const;

function request(of: Partial<SignatureRequest>, by: Signer = signer): SignatureRequest {
  const { scheme, certificates } = by;
  const ids = { id: 'signature', valueId: 'value' };
  return { ...ids, c14n: exclusive, scheme, digest: scheme.digest, references: [], certificates, objects: [], ...of };
}

function sign(
  of: Partial<SignatureRequest>,
  originals: readonly Uint8Array[],
  place?: Place,
  by: Signer = signer,
): Uint8Array {
  const { parts, signedInfo } = prepareSignature(request(of, by), place);
  const value = signatureValue(by.spki, by.scheme, by.sign(signedInfo));
  return assemble(parts, originals, value!);
}

function digestOf(octets: Uint8Array): Uint8Array {
  return createHash('sha256').update(octets).digest();
}

function atEndOf(bytes: Uint8Array): Place {
  const document = parseXml(bytes);
  return { document, parent: document.root, original: 0 };
}

function accepted(
  t: TestContext,
  signed: Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = {},
  by: Signer = signer,
): void {
  const document = parseXml(signed);
  const detached: DetachedFiles = new Map(Object.entries(files));
  for (const element of findSignatures(document)) {
    const verdict = verifyXmlSignature(document, readSignature(element), { spki: by.spki, files: detached });
    assert.equal(verdict.valid, true);
  }
  if (!xmlsec1Missing(t))
    assert.equal(xmlsec1Complaint(signed, by.pem.root, { files, idNodes: ['item', 'urn:a:item'] }), '');
}

const enveloped = { uri: '', transforms: [{ kind: 'enveloped' }, { kind: 'c14n', method: exclusive }] } as const;
const documents = {
  plain: '<a><item Id="one">text</item></a>',
  awkward: `<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- b --><p:a xmlns:p='urn:p' xmlns="urn:a" xml:lang="en" b = '"' >é&#x1F600;\r\n<item
    Id="one">&lt;<![CDATA[<&]]></item><c/>\t</p:a ><!-- after --><?pi?>\n`,
  empty: "<a b='c'/>",
  marked: '\ufeff<a><item Id="one"/></a>',
};

for (const [name, text] of Object.entries(documents)) {
  test(`an enveloped signature in a document that is ${name} leaves every other octet as it was`, (t) => {
    const original = Buffer.from(text);
    const signed = Buffer.from(sign({ references: [enveloped] }, [original], atEndOf(original)));
    accepted(t, signed);
    const start = signed.indexOf('<ds:Signature');
    const end = signed.indexOf('</ds:Signature>') + '</ds:Signature>'.length;
    const rest = Buffer.concat([signed.subarray(0, start), signed.subarray(end)]);
    assert.equal(rest.toString(), name === 'empty' ? "<a b='c'></a>" : text);
  });
}

test('documents of every encoding are signed in it', (t) => {
  const document = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`;
  const wide = Buffer.from(`\ufeff${document('UTF-16')}`, 'utf16le');
  for (const original of [Buffer.from(document('ISO-8859-1'), 'latin1'), wide, Buffer.from(wide).swap16()]) {
    accepted(t, sign({ references: [enveloped] }, [original], atEndOf(original)));
  }
});

for (const method of methods) {
  test(`SignedInfo and references in the form ${method.name}${method.comments ? ' with comments' : ''} hold`, (t) => {
    const original = Buffer.from(documents.awkward);
    const references = [
      { uri: '', transforms: [{ kind: 'enveloped' }, { kind: 'c14n', method }] },
      { uri: '#one', transforms: [{ kind: 'c14n', method }] },
      { uri: '#object', transforms: [{ kind: 'c14n', method }] },
    ] as const;
    const objects = [{ kind: 'markup', id: 'object', text: '<q:x xmlns:q="urn:q">y<!-- c --></q:x>' }] as const;
    accepted(t, sign({ c14n: method, references, objects }, [original], atEndOf(original)));
  });
}

const schemes = [
  ['rsa-pkcs1', 'sha256', 2048],
  ['rsa-pkcs1', 'sha384', 2048],
  ['rsa-pkcs1', 'sha512', 3072],
  ['ecdsa', 'sha256', 'P-256'],
  ['ecdsa', 'sha384', 'P-384'],
  ['ecdsa', 'sha512', 'P-521'],
] as const;

for (const [kind, digest, size] of schemes) {
  test(`${kind} with ${digest} and ${size} holds`, async (t) => {
    const by = await newSigner({ kind, digest }, size);
    const original = Buffer.from(documents.plain);
    accepted(t, sign({ references: [enveloped] }, [original], atEndOf(original), by), {}, by);
  });
}

test('PSS holds with a salt as long as the digest, and has no name with another', async () => {
  const by = await newSigner({ kind: 'rsa-pss', digest: 'sha384', saltLength: 48 }, 2048);
  const original = Buffer.from(documents.plain);
  const document = parseXml(sign({ references: [enveloped] }, [original], atEndOf(original), by));
  assert.equal(verifyXmlSignature(document, readSignature(findSignatures(document)[0]!), by).valid, true);
  const other = request({ references: [enveloped], scheme: { kind: 'rsa-pss', digest: 'sha384', saltLength: 20 } });
  assert.throws(() => prepareSignature(other), XmlError);
});

test('Ed25519 holds over SignedInfo itself and no other (RFC 9231); ML-DSA has no name in XML', async () => {
  const by = await newSigner({ kind: 'ed25519', digest: 'sha512' }, 'ed25519');
  const other = await newSigner({ kind: 'ed25519', digest: 'sha512' }, 'ed25519');
  const original = Buffer.from(documents.plain);
  const signed = Buffer.from(sign({ references: [enveloped] }, [original], atEndOf(original), by)).toString('utf8');
  assert.ok(signed.includes('Algorithm="http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519"'));
  const valid = (text: string, { spki }: Signer) => {
    const document = parseXml(Buffer.from(text));
    return verifyXmlSignature(document, readSignature(findSignatures(document)[0]!), { spki }).valid;
  };
  assert.ok(valid(signed, by));
  assert.ok(!valid(signed, other));
  const moved = signed.replace('xmlenc#sha512"', 'xmlenc#sha512" ');
  assert.ok(moved !== signed && valid(moved, by), 'canonical form is what counts');
  assert.ok(!valid(signed.replace('#eddsa-ed25519', '#eddsa-ed448'), by));
  const lattice = await newSigner({ kind: 'ml-dsa-44', digest: 'sha512' }, 'ml-dsa-44');
  assert.throws(() => prepareSignature(request({ references: [enveloped] }, lattice)), XmlError);
});

test('an XPath filter takes away all signatures, so that the first holds when the second is there', (t) => {
  const expression = '/descendant::*[local-name()="Signature"]';
  const transforms = [{ kind: 'filter2', operation: 'subtract', expression }] as const;
  let original: Uint8Array = Buffer.from(documents.awkward);
  for (const id of ['first', 'second', 'third']) {
    const references = [{ uri: '', transforms }] as const;
    original = sign({ id, valueId: `${id}-value`, references }, [original], atEndOf(original));
  }
  assert.equal(findSignatures(parseXml(original)).length, 3);
  accepted(t, original);
});

test('objects hold XML and base64', (t) => {
  const [xml, image] = [Buffer.from(documents.awkward), Buffer.from([0, 1, 2, 253, 254, 255])];
  const content = parseXml(xml);
  const objects = [
    { kind: 'xml', id: 'xml', mimeType: 'text/xml', content, document: 0 },
    { kind: 'base64', id: 'image', mimeType: 'image/png', document: 1 },
  ] as const;
  const type = referenceTypes.object;
  const references = [
    { id: 'r1', type, uri: '#xml', transforms: [{ kind: 'c14n', method: methods[0]! }] },
    { id: 'r2', type, uri: '#image', transforms: [{ kind: 'base64' }], digestValue: digestOf(image) },
  ] as const;
  const signed = sign({ references, objects }, [xml, image]);
  accepted(t, signed);
  assert.ok(Buffer.from(signed).includes('<item\n    Id="one">&lt;<![CDATA[<&]]></item><c/>'));
});

test('files beside the document are signed by their octets, or by their digest alone', (t) => {
  const files = { 'a file.txt': Buffer.from('content\r\n'), 'b.xml': Buffer.from('<x/>') };
  const references = Object.entries(files).map(([name, octets]) => {
    return { uri: encodeURIComponent(name), transforms: [], digestValue: digestOf(octets) };
  });
  accepted(t, sign({ references }, []), files);
});

test('text of any kind stays what it is', () => {
  const id = 'ü<>&"\'\t\n\r😀';
  const signed = parseXml(
    sign({ id, references: [{ uri: 'x', transforms: [], digestValue: new Uint8Array(32) }] }, []),
  );
  assert.equal(readSignature(signed.root).id, id);
});

test('a reference that leads nowhere is refused when preparing', () => {
  const refused = (uri: string, code: string) => {
    const isIt = (error: unknown) => error instanceof XmlError && error.code === code;
    const place = atEndOf(Buffer.from('<a><b Id="x"/><c Id="x"/></a>'));
    assert.throws(() => prepareSignature(request({ references: [{ uri, transforms: [] }] }), place), isIt);
  };
  refused('#nowhere', 'not-found');
  refused('#x', 'duplicate-id');
  refused('file', 'not-found');
});

test('nothing is assembled without the originals', () => {
  const original = Buffer.from(documents.plain);
  const { parts } = prepareSignature(request({ references: [enveloped] }), atEndOf(original));
  assert.throws(() => assemble(parts, [], new Uint8Array(64)), XmlError);
});
