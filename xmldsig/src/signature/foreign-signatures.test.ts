import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseXml } from '../parser.ts';
import { newSigner, type Signer } from '../testing/signer.test.ts';
import { xmlsec1Missing, xmlsec1Signs } from '../testing/xmlsec1.test.ts';
import type { DetachedFiles } from './dereference.ts';
import { findSignatures, readSignature } from './read-signature.ts';
import { verifyXmlSignature } from './verify-signature.ts';

const rsa = await newSigner({ kind: 'rsa-pkcs1', digest: 'sha256' }, 2048);

const c14n = {
  '1.0': 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  '1.0 with comments': 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
  '1.1': 'http://www.w3.org/2006/12/xml-c14n11',
  '1.1 with comments': 'http://www.w3.org/2006/12/xml-c14n11#WithComments',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  'exclusive with comments': 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
};
const enveloped = '<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>';
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

function reference(uri: string, ...transforms: readonly string[]): string {
  const list = transforms.length === 0 ? '' : `<Transforms>\n${transforms.join('\n')}\n</Transforms>\n`;
  const digest = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue></DigestValue>';
  return `<Reference URI="${uri}">\n${list}${digest}\n</Reference>`;
}

function transform(algorithm: string, content = ''): string {
  return `<Transform Algorithm="${algorithm}">${content}</Transform>`;
}

function signature(method: string, canonical: string, content: string, objects = ''): string {
  return `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
    <CanonicalizationMethod Algorithm="${canonical}"/><!-- a comment --><SignatureMethod Algorithm="${method}"/>
    ${content}</SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo>${objects}</Signature>`;
}

const document = (signed: string) => `<?xml version="1.0"?>
<!-- before --><a xmlns="urn:a" xmlns:p="urn:p" xml:lang="en" p:q="r&#xA;"><!-- in -->
<item xmlns="" Id="one" p:x="&lt;&quot;">text<!-- c --> &amp; more\r
<p:b xmlns:z="urn:z"><![CDATA[<&>]]></p:b></item><item xmlns="" Id="two">aGVs bG8=</item>${signed}<?pi data ?></a>
<!-- after -->`;

const xpath = (expression: string, attributes = '') => `<XPath ${attributes}>${expression}</XPath>`;
const filter2 = 'http://www.w3.org/2002/06/xmldsig-filter2';
const filter = (operation: string, expression: string) =>
  `<XPath xmlns="${filter2}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Filter="${operation}">${expression}</XPath>`;
const xpath1 = 'http://www.w3.org/TR/1999/REC-xpath-19991116';
const dsPrefix = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
const base64 = transform('http://www.w3.org/2000/09/xmldsig#base64');

const cases: Readonly<Record<string, readonly string[]>> = {
  'the whole document': [reference('', enveloped)],
  'the whole document with comments': [reference('#xpointer(/)', enveloped, transform(c14n['1.0 with comments']))],
  'an element': [reference('#one')],
  'an element with comments': [reference("#xpointer(id('one'))", transform(c14n['exclusive with comments']))],
  'an element in each form': Object.values(c14n).map((one) => reference('#one', transform(one))),
  'inclusive prefixes': [
    reference(
      '#one',
      transform(
        c14n.exclusive,
        '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="p #default"/>',
      ),
    ),
  ],
  'what base64 stands for': [reference('#two', base64)],
  'XPath, signatures left out': [
    reference('', transform(xpath1, xpath('not(ancestor-or-self::ds:Signature)', dsPrefix))),
  ],
  'XPath, elements between others left out': [
    reference('', enveloped, transform(xpath1, xpath('not(self::p:b) and not(self::text())', 'xmlns:p="urn:p"'))),
  ],
  'XPath, attributes and namespaces left out': [
    reference('#one', transform(xpath1, xpath('count(. | ../@*) != count(../@*) and name() != "z"'))),
  ],
  'XPath, here': [
    reference(
      '',
      transform(
        xpath1,
        xpath(
          'count(ancestor-or-self::ds:Signature | here()/ancestor::ds:Signature[1]) &gt; count(ancestor-or-self::ds:Signature)',
          dsPrefix,
        ),
      ),
    ),
  ],
  'filter, subtract': [reference('', transform(filter2, filter('subtract', '/descendant::ds:Signature')))],
  'filter, intersect': [reference('', transform(filter2, filter('intersect', '//item')))],
  'filter, three': [
    reference(
      '',
      transform(
        filter2,
        filter('intersect', '//item') + filter('subtract', '//item/text()') + filter('union', '//item/@Id'),
      ),
    ),
  ],
  'two references': [reference('', enveloped, transform(c14n.exclusive)), reference('#two')],
  'a file': [reference('file.txt')],
  'an XML file': [reference('file.xml', transform(c14n['1.1 with comments']))],
};
const files = { 'file.txt': 'a file\r\n', 'file.xml': '<x b="1" a="2"><!-- c --></x>' };
const detached: DetachedFiles = new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));

function judge(signed: Uint8Array, spki: Uint8Array, withInsecureSha1 = false) {
  const read = parseXml(signed);
  const grounds = { spki, files: detached, withInsecureSha1 };
  return verifyXmlSignature(read, readSignature(findSignatures(read)[0]!), grounds);
}

for (const [name, references] of Object.entries(cases)) {
  test(`a signature of xmlsec1 over ${name} holds`, (t) => {
    if (!xmlsec1Missing(t)) holds(rsa, signature(rsaSha256, c14n['1.0'], references.join('\n')), references.length);
  });
}

for (const [name, canonical] of Object.entries(c14n)) {
  test(`a signature of xmlsec1 with SignedInfo in the form ${name} holds`, (t) => {
    if (!xmlsec1Missing(t)) holds(rsa, signature(rsaSha256, canonical, reference('#one')), 1);
  });
}

for (const [size, digest] of [
  ['P-256', 'sha256'],
  ['P-384', 'sha384'],
  ['P-521', 'sha512'],
] as const) {
  test(`a signature of xmlsec1 with ECDSA ${size} holds`, async (t) => {
    if (xmlsec1Missing(t)) return;
    const signer = await newSigner({ kind: 'ecdsa', digest }, size);
    holds(
      signer,
      signature(`http://www.w3.org/2001/04/xmldsig-more#ecdsa-${digest}`, c14n['1.1'], reference('#one')),
      1,
    );
  });
}

function holds(signer: Signer, template: string, references: number): void {
  const signed = xmlsec1Signs(document(template), signer.pem.key, signer.pem.certificate, files);
  const verdict = judge(signed, signer.spki);
  assert.deepEqual(
    verdict.references.map(({ failure }) => failure),
    Array(references).fill(undefined),
  );
  assert.equal(verdict.valid, true);
}

test('RSA with SHA-1 holds only where a caller says so', (t) => {
  if (xmlsec1Missing(t)) return;
  const method = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
  const weak = reference('#one').replace(
    'http://www.w3.org/2001/04/xmlenc#sha256',
    'http://www.w3.org/2000/09/xmldsig#sha1',
  );
  const signed = xmlsec1Signs(document(signature(method, c14n['1.0'], weak)), rsa.pem.key, rsa.pem.certificate);
  const { value, references } = judge(signed, rsa.spki);
  assert.deepEqual([value, references[0]?.failure], ['unsupported', 'digest-unsupported']);
  assert.equal(judge(signed, rsa.spki, true).valid, true);
});
