import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { signatureValue } from '../algorithms.ts';
import { assemble } from '../creation/part.ts';
import { prepareSignature } from '../creation/prepare-signature.ts';
import type { SignatureRequest } from '../creation/signature-request.ts';
import { XmlError, type XmlErrorCode } from '../error.ts';
import { referenceTypes } from '../names.ts';
import { parseXml } from '../parser.ts';
import { newSigner } from '../testing/signer.test.ts';
import type { DetachedFiles } from './dereference.ts';
import { findSignatures, readSignature } from './read-signature.ts';
import { type SignatureVerdict, verifyXmlSignature } from './verify-signature.ts';

const signer = await newSigner({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
const other = await newSigner({ kind: 'ecdsa', digest: 'sha256' }, 'P-256');
const file = Buffer.from('a file');
const { scheme, certificates, spki } = signer;
const exclusive = { name: 'exclusive', comments: false } as const;

const request: SignatureRequest = {
  id: 'signature',
  valueId: 'value',
  c14n: exclusive,
  scheme,
  digest: 'sha256',
  certificates,
  objects: [
    { kind: 'markup', id: 'object', text: '<x>y</x>' },
    { kind: 'markup', text: manifest('file.txt', createHash('sha256').update(file).digest('base64')) },
  ],
  references: [
    { uri: '', transforms: [{ kind: 'enveloped' }] },
    { uri: '#one', transforms: [{ kind: 'c14n', method: exclusive }] },
    { uri: '#object', type: referenceTypes.object, transforms: [] },
    { uri: '#manifest', type: referenceTypes.manifest, transforms: [] },
    { uri: 'file.txt', transforms: [], digestValue: createHash('sha256').update(file).digest() },
  ],
};

function manifest(uri: string, digest: string): string {
  const method = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>';
  const reference = `<ds:Reference URI="${uri}">${method}<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`;
  return `<ds:Manifest Id="manifest">${reference}</ds:Manifest>`;
}

function sign(text: string, changed: Partial<SignatureRequest> = {}): string {
  const document = parseXml(Buffer.from(text));
  const place = { document, parent: document.root, original: 0 };
  const { parts, signedInfo } = prepareSignature({ ...request, ...changed }, place);
  const value = signatureValue(spki, scheme, signer.sign(signedInfo))!;
  return Buffer.from(assemble(parts, [Buffer.from(text)], value)).toString();
}

const signed = sign('<a><b Id="one">text</b><c>more</c></a>');
const files: DetachedFiles = new Map([['file.txt', file]]);

function judge(text: string, key = spki, handedOver = files): SignatureVerdict {
  const document = parseXml(Buffer.from(text));
  return verifyXmlSignature(document, readSignature(findSignatures(document)[0]!), { spki: key, files: handedOver });
}

function failures({ references }: SignatureVerdict): (string | undefined)[] {
  return references.map(({ failure }) => failure);
}

test('what was signed is returned with the verdict', () => {
  const { valid, references, signedInfo } = judge(signed);
  assert.equal(valid, true);
  assert.deepEqual(
    references.map(({ target }) => (target?.kind === 'element' ? target.name : target?.kind)),
    ['document', 'b', 'ds:Object', 'ds:Manifest', undefined],
  );
  assert.deepEqual(
    references.map(({ signed: data }) => (data?.kind === 'octets' ? Buffer.from(data.octets).toString() : data?.kind)),
    ['nodes', '<b Id="one">text</b>', 'nodes', 'nodes', 'a file'],
  );
  assert.match(Buffer.from(signedInfo).toString(), /^<ds:SignedInfo xmlns:ds=.*<\/ds:SignedInfo>$/);
});

test('changed content fails the reference that covers it, and no other', () => {
  assert.deepEqual(failures(judge(signed.replace('more', 'less'))), ['digest-mismatch', ...Array(4)]);
  assert.deepEqual(failures(judge(signed.replace('>text<', '>tent<'))).slice(0, 2), Array(2).fill('digest-mismatch'));
  assert.deepEqual(failures(judge(signed.replace('<x>y', '<x>z')))[2], 'digest-mismatch');
  assert.deepEqual(
    failures(judge(signed, spki, new Map([['file.txt', Buffer.from('another')]])))[4],
    'digest-mismatch',
  );
  assert.deepEqual(failures(judge(signed, spki, new Map()))[4], 'not-found');
});

test('a change of SignedInfo, of the value or of the key fails the value alone', () => {
  const value = /<ds:SignatureValue Id="value">([^<]*)</.exec(signed)![1]!;
  const foreign = Buffer.from(signatureValue(spki, scheme, signer.sign(file))!).toString('base64');
  const changed = [
    judge(signed.replace('URI="#one"', 'URI="#one" Id="x"')),
    judge(signed.replace(value, foreign)),
    judge(signed, other.spki),
  ];
  for (const verdict of changed) {
    assert.deepEqual([verdict.value, verdict.valid, ...failures(verdict)], ['invalid', false, ...Array(5)]);
  }
});

test('an ID given twice fails the reference to it', () => {
  assert.deepEqual(failures(judge(signed.replace('<c>', '<c Id="one">')))[1], 'duplicate-id');
  assert.deepEqual(failures(judge(signed.replace('<c>', '<c id="object">')))[2], 'duplicate-id');
});

test('an object moved out of its signature is not what was signed', () => {
  const object = /<ds:Object Id="object">.*?<\/ds:Object>/.exec(signed)![0];
  const moved = signed
    .replace(object, '')
    .replace('<c>', `${object.replace('<ds:Object', '<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#"')}<c>`);
  assert.deepEqual(failures(judge(moved)).slice(2, 3), ['misplaced']);
});

test('the entries of a manifest are judged by themselves', () => {
  const entries = (verdict: SignatureVerdict) => verdict.references[3]?.entries?.map(({ failure }) => failure);
  assert.deepEqual(entries(judge(signed)), [undefined]);
  const changed = judge(signed, spki, new Map([['file.txt', Buffer.from('another')]]));
  assert.deepEqual([entries(changed), failures(changed)[3]], [['digest-mismatch'], undefined]);
});

test('ECDSA in DER, or padded, is no value of XML', () => {
  const value = /<ds:SignatureValue Id="value">([^<]*)</.exec(signed)![1]!;
  const octets = Buffer.from(value, 'base64');
  const der = signer.sign(judge(signed).signedInfo);
  for (const wrong of [der, Buffer.concat([octets, Buffer.alloc(2)]), Buffer.alloc(64), Buffer.alloc(0)]) {
    assert.equal(judge(signed.replace(value, Buffer.from(wrong).toString('base64'))).value, 'invalid');
  }
});

test('a file known by its digest alone is enough, unless it would have to be transformed', () => {
  const digest = createHash('sha256').update(file).digest();
  const known: DetachedFiles = new Map([['file.txt', { digest: 'sha256', value: digest }]]);
  assert.equal(judge(signed, spki, known).valid, true);
  const wrong: DetachedFiles = new Map([['file.txt', { digest: 'sha512', value: digest }]]);
  assert.deepEqual(failures(judge(signed, spki, wrong))[4], 'digest-mismatch');
  const transforms = [{ kind: 'c14n', method: exclusive }] as const;
  const references = [{ uri: 'file.txt', transforms, digestValue: digest }];
  assert.deepEqual(failures(judge(sign('<a/>', { references }), spki, known)), ['not-found']);
});

test('only what was handed over is ever read', () => {
  for (const uri of ['/etc/hostname', 'file:///etc/hostname', 'http://127.0.0.1/x', '../x']) {
    const references = [{ uri, transforms: [], digestValue: Buffer.alloc(32) }];
    assert.deepEqual(failures(judge(sign('<a/>', { references }))), ['not-found']);
  }
});

function refuses(text: string, code: XmlErrorCode): void {
  const isIt = (error: unknown) => error instanceof XmlError && error.code === code;
  assert.throws(() => judge(text), isIt);
}

test('a signature of another structure is refused', () => {
  const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/.exec(signed)![0];
  refuses(signed.replace(info, info + info), 'malformed');
  refuses(signed.replace(info, ''), 'malformed');
  refuses(signed.replace(info, `text${info}`), 'malformed');
  refuses(signed.replace('<ds:KeyInfo>', '<ds:KeyInfo></ds:KeyInfo><ds:KeyInfo>'), 'malformed');
  refuses(signed.replace(/<ds:Reference.*<\/ds:Reference>(?=<\/ds:SignedInfo>)/, ''), 'malformed');
  refuses(signed.replace(/(<ds:DigestValue>)[^<]*/, '$1***'), 'malformed');
  refuses(signed.replace(/(<ds:DigestValue>)([^<]*)/, '$1<x>$2</x>'), 'malformed');
});

test('XSLT, other algorithms, parameters and too many transforms are refused', () => {
  const transform = '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>';
  const xslt =
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><xsl:x xmlns:xsl="urn:x"/></ds:Transform>';
  refuses(signed.replace(transform, xslt), 'unsupported');
  refuses(signed.replace(transform, transform.repeat(6)), 'too-complex');
  const method = /<ds:SignatureMethod[^>]*>/.exec(signed)![0];
  refuses(signed.replace(method, `${method}<ds:HMACOutputLength>8</ds:HMACOutputLength>`), 'unsupported');
  refuses(
    signed.replace(
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">',
      '<ds:CanonicalizationMethod Algorithm="urn:x">',
    ),
    'unsupported',
  );
  const hmac = signed.replace(
    /(<ds:SignatureMethod Algorithm=")[^"]*/,
    '$1http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  );
  assert.equal(judge(hmac).value, 'unsupported');
});

test('an XPath that would take too long fails its reference', () => {
  const expression = 'count(//*[count(//*[count(//*) > 1]) > 1]) > 1'.replaceAll('>', '&gt;');
  const xpath = `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>${expression}</ds:XPath></ds:Transform>`;
  const wide = sign(`<a Id="one">${'<b/>'.repeat(500)}</a>`);
  const changed = wide.replace(/<ds:Transform Algorithm="[^"]*enveloped-signature"><\/ds:Transform>/, xpath);
  assert.deepEqual(failures(judge(changed))[0], 'too-complex');
});
