import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkDocument } from './document-check.ts';
import type { XmlProof } from './xml-check.ts';

const file = Buffer.from('<?xml version="1.0"?><a/>');
const canonical = Buffer.from('<a></a>');
const properties = Buffer.from(
  '<xades:SignedProperties Id="p" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"></xades:SignedProperties>',
);
const type = ' Type="http://uri.etsi.org/01903#SignedProperties"';
const both = [reference(file), reference(properties, type)];

const hidden = reference(Buffer.from('hidden')).replaceAll('ds:', '\u00e9:');

const swallowing = `${both[0]}`.replace('<ds:Digest', `<ds:Transforms><a></a></ds:Transforms>$&`);

const uri = 'http://www.w3.org/2002/06/xmldsig-filter2';
const filter = (expression: string) =>
  `<ds:Transform Algorithm="${uri}"><dsig-xpath:XPath xmlns:dsig-xpath="${uri}" Filter="subtract">${expression}</dsig-xpath:XPath></ds:Transform>`;
const transformed = (transforms: string) =>
  reference(file).replace('<ds:Digest', `<ds:Transforms>${transforms}</ds:Transforms>$&`);

describe('the scripted signer and an XML signature', () => {
  it('accepts a reference to the file, or to the form of it that is signed', () => {
    check(proof(both, [undefined, properties]));
    check(proof([reference(canonical)], [canonical]));
    const known = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>';
    check(proof([transformed(filter('/descendant::ds:Signature') + known)], [undefined]));
    check(proof([reference(canonical, ' Type="http://www.w3.org/2000/09/xmldsig#Object"')], [canonical]));
  });
  for (const [why, message, wrong] of [
    ['references not as many', /not as many/, proof(both, [undefined])],
    ['a reference to other octets', /other octets/, proof(both, [canonical, properties])],
    [
      'properties that are a document',
      /something else/,
      proof([both[0], reference(canonical, type)], [undefined, canonical]),
    ],
    ['a reference hidden behind another prefix', /two ways/, proof([both[0], hidden], [undefined])],
    ['a reference in a comment', /two ways/, proof([`<!--${both[0]}-->`, hidden], [undefined])],
    [
      'transforms that hide the end of a reference',
      /two ways/,
      proof([`${both[0]}`.replace('<ds:Digest', `<ds:Transforms><!--</ds:Transforms>$&`), hidden], [undefined]),
    ],
    [
      'a digest by the name of a method',
      /other octets/,
      proof([`${both[0]}`.replace(/http:[^"]*/, 'constructor')], [undefined]),
    ],
    [
      'a list of files',
      /nobody can be shown/,
      proof([reference(canonical, ' Type="http://www.w3.org/2000/09/xmldsig#Manifest"')], [canonical]),
    ],
    [
      'transforms that swallow a reference',
      /two ways/,
      proof([swallowing.replace('</ds:Transforms>', '') + swallowing.replace('<ds:Transforms>', '')], [undefined]),
    ],
    ['a filter that leaves out a clause', /two ways/, proof([transformed(filter('/descendant::clause'))], [undefined])],
    [
      'a style sheet',
      /two ways/,
      proof([transformed('<ds:Transform Algorithm="urn:xslt"></ds:Transform>')], [undefined]),
    ],
    ['what is no reference', /two ways/, proof([both[0], '<ds:Object></ds:Object>'], [undefined])],
    [
      'a prefix that is declared again',
      /two ways/,
      proof([`${both[0]}`.replace(' URI', ' xmlns:ds="u" URI')], [undefined]),
    ],
    ['two documents', /not one document/, proof([both[0], reference(canonical)], [undefined, canonical])],
    ['no document', /not one document/, proof([both[1]], [properties])],
    ['two digests', /two ways/, proof([`${both[0]}`.replace(/(<ds:DigestValue>.*?e>)/, '$1$1')], [undefined])],
    ['another size', /another one/, { ...proof(both, [undefined, properties]), originalSize: 3 }],
  ] as const) {
    it(`refuses ${why}`, () => assert.throws(() => check(wrong), { message }));
  }
  it('refuses a prefix that means something else', () => {
    const { signedInfo, ...rest } = proof([both[0]], [undefined]);
    const text = Buffer.from(signedInfo, 'base64url').toString().replace('2000/09', '2000/10');
    assert.throws(() => check({ ...rest, signedInfo: Buffer.from(text).toString('base64url') }), /two ways/);
  });
  it('refuses another SignedInfo than the one to be signed', () => {
    const honest = proof(both, [undefined, properties]);
    assert.throws(() => check(honest, { dtbsr: 'AAAA' }), /hash to sign/);
  });
  it('refuses it for a PDF signed within itself', () => {
    assert.throws(
      () => check(proof(both, [undefined, properties]), { type: 'application/pdf' }),
      /leaves something out/,
    );
  });
  it('refuses a file with something behind it', () => {
    const longer = Buffer.concat([file, Buffer.from('x')]);
    assert.throws(() => checkDocument(longer, proof(both, [undefined, properties]), stated()), /stands behind/);
  });
});

function check(sent: XmlProof, change = {}): void {
  const dtbsr = createHash('sha256').update(Buffer.from(sent.signedInfo, 'base64url')).digest('base64url');
  checkDocument(file, sent, { ...stated(), dtbsr, ...change });
}

function stated() {
  const docSha256 = createHash('sha256').update(file).digest('base64url');
  return { type: 'file', docSha256, size: file.length, dtbsr: '', hashOid: '2.16.840.1.101.3.4.2.1' };
}

function proof(references: readonly (string | undefined)[], sent: readonly (Buffer | undefined)[]): XmlProof {
  const methods =
    '<ds:CanonicalizationMethod Algorithm="c"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="s"></ds:SignatureMethod>';
  const text = `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${methods}${references.join('')}</ds:SignedInfo>`;
  return {
    originalSize: file.length,
    signedInfo: Buffer.from(text).toString('base64url'),
    references: sent.map((one) => (one === undefined ? { over: 'file' } : { octets: one.toString('base64url') })),
  };
}

function reference(octets: Buffer, attributes = ''): string {
  const value = createHash('sha256').update(octets).digest('base64');
  const method = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>';
  return `<ds:Reference${attributes} URI="x">${method}<ds:DigestValue>${value}</ds:DigestValue></ds:Reference>`;
}
