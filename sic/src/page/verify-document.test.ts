/** XML signatures; what stands beside a CMS signature is tried in `verify.test.ts`, where the statement is made. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { SignIntent } from './intent.ts';
import { readProof } from './proof.ts';
import { verifyDocument, type XmlProof } from './verify-document.ts';
import type { VerifyCode } from './verify-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const dsig = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const filter2 = 'http://www.w3.org/2002/06/xmldsig-filter2';
const sha256Uri = 'http://www.w3.org/2001/04/xmlenc#sha256';
const propertiesType = ' Type="http://uri.etsi.org/01903#SignedProperties"';
const file = bytes('<?xml version="1.0"?>\n<Invoice/>\n');
const canonical = bytes('<Invoice></Invoice>');
const properties = bytes(
  '<xades:SignedProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Id="p"></xades:SignedProperties>',
);

describe('a document signed by an XML signature', () => {
  it('is shown as it is where the reference is over its octets', async () => {
    assert.equal(await verifyDocument(file, proof(), intentOf(proof()), 0), file);
  });
  it('is shown in the form that is signed where the reference is over that', async () => {
    const enveloped = proof([reference(canonical), reference(properties, propertiesType)], [canonical, properties]);
    assert.equal(await verifyDocument(file, enveloped, intentOf(enveloped), 0), canonical);
  });
  it('may have no signed properties, as in plain XML-DSig, and any prefix', async () => {
    for (const prefix of ['', 'sig:']) {
      const plain = proof([reference(canonical, ` Type="${dsig}Object"`, prefix)], [canonical], prefix);
      assert.equal(await verifyDocument(file, plain, intentOf(plain), 0), canonical);
    }
  });

  const two = [reference(file), reference(properties, propertiesType)];
  const hostile = bytes('<Contract>hidden</Contract>');
  for (const [why, code, wrong] of [
    ['its size is said to be another', 'original-size', { ...proof(), originalSize: 3 }],
    ['its references are not as many as were sent', 'reference-count', proof(two, ['file'])],
    ['more was sent than is referred to', 'reference-count', proof(two, ['file', properties, properties])],
    ['the digest is of other octets', 'reference-digest', proof(two, [canonical, properties])],
    ['the digest is of other properties', 'reference-digest', proof(two, ['file', canonical])],
    ['a second document is signed with it', 'reference-count', proof([two[0], reference(hostile)], ['file', hostile])],
    ['no document is signed', 'reference-count', proof([two[1]], [properties])],
    ['there are properties twice', 'reference-count', proof([...two, two[1]], ['file', properties, properties])],
    [
      'something else is passed off as its properties',
      'xml-malformed',
      proof([two[0], reference(hostile, propertiesType)], ['file', hostile]),
    ],
    [
      'a manifest is signed in its place',
      'reference-type',
      proof([reference(canonical, ` Type="${dsig}Manifest"`)], [canonical]),
    ],
  ] as const) {
    it(`is refused when ${why}`, () => refuses(code, wrong));
  }
  it('is refused when another SignedInfo will be signed', async () => {
    const other = intentOf(proof([reference(canonical)], [canonical]));
    await assert.rejects(verifyDocument(file, proof(), other, 0), { code: 'dtbsr' });
  });
  it('is refused where the statement promises a PDF signed within itself', async () => {
    const pdf = intentOf(proof(), 'application/pdf');
    await assert.rejects(verifyDocument(file, proof(), pdf, 0), { code: 'range-start' });
  });
  it('is refused when the file is not the one of the statement', async () => {
    const changed = file.map((byte, index) => (index === 30 ? byte ^ 1 : byte));
    await assert.rejects(verifyDocument(changed, proof(), intentOf(proof()), 0), { code: 'original-digest' });
    const longer = Uint8Array.from([...file, 0x20]);
    await assert.rejects(verifyDocument(longer, proof(), intentOf(proof()), 0), { code: 'original-size' });
  });
});

describe('the transforms of a reference', () => {
  const signatures = '/descendant::ds:Signature';
  const filter = (expression: string, how = 'subtract', more = '', uri = filter2) =>
    `<ds:Transform Algorithm="${filter2}"><x:XPath xmlns:x="${uri}" Filter="${how}">${expression}${more}</x:XPath></ds:Transform>`;
  const list = '<e:InclusiveNamespaces xmlns:e="urn:e" PrefixList="a"></e:InclusiveNamespaces>';
  const withTransforms = (transforms: string) => {
    const one = reference(file).replace(/(<ds:Transforms>).*(<.ds:Transforms>)/, `$1${transforms}$2`);
    return proof([one], ['file']);
  };
  const known = empty('ds:Transform', exclusive);
  for (const [what, transforms] of [
    ['signatures taken away, in a canonical form', filter(signatures) + known],
    ['a canonical form with a list', known.replace('></', `>${list}</`)],
    ['a canonical form with comments', empty('ds:Transform', `${exclusive}WithComments`)],
    ['base64', empty('ds:Transform', `${dsig}base64`)],
  ] as const)
    it(`may be ${what}`, async () => {
      const sent = withTransforms(transforms);
      assert.equal(await verifyDocument(file, sent, intentOf(sent), 0), file);
    });
  for (const [what, transforms] of [
    ['a style sheet', empty('ds:Transform', 'http://www.w3.org/TR/1999/REC-xslt-19991116')],
    ['a filter that leaves out a clause', filter('/descendant::clause')],
    ['a filter that keeps something alone', filter(signatures, 'intersect')],
    ['a filter with something in it', filter(signatures, 'subtract', '<a></a>')],
    ['a filter in another namespace', filter(signatures, 'subtract', '', 'urn:x')],
    ['a filter without a prefix', filter(signatures).replaceAll('x:XPath', 'XPath').replace('xmlns:x', 'xmlns')],
    ['a filter without an expression', empty('ds:Transform', filter2)],
    ['two filters in one', filter(signatures).replace(/<x:XPath.*<.x:XPath>/, '$&$&')],
    ['a canonical form with something else', known.replace('></', '><a></a></')],
    ['base64 with something in it', empty('ds:Transform', `${dsig}base64`).replace('></', '><a></a></')],
    ['something else', empty('ds:Other', exclusive)],
  ] as const)
    it(`may not be ${what}`, () => refuses('reference-type', withTransforms(transforms)));
  it('may not be a filter where ds is another prefix', () => {
    const other = filter(signatures).replaceAll('ds:Transform', 'd:Transform');
    const one = reference(file, '', 'd:').replace(/(<d:Transforms>).*(<.d:Transforms>)/, `$1${other}$2`);
    return refuses('reference-type', proof([one], ['file'], 'd:'));
  });
});

describe('a SignedInfo is refused', () => {
  const good = text(proof().signedInfo);
  for (const [why, wrong] of [
    ['with a document type', `<!DOCTYPE a>${good}`],
    ['with a comment', good.replace('<ds:Ref', '<!--x--><ds:Ref')],
    ['with an instruction', good.replace('<ds:Ref', '<?x y?><ds:Ref')],
    ['with characters not taken as they stand', good.replace('<ds:Ref', '<![CDATA[x]]><ds:Ref')],
    ['with an empty element in short', good.replace('></ds:DigestMethod>', '/>')],
    ['with something behind it', `${good} `],
    ['twice', `${good}${good}`],
    ['that does not end', good.replace('</ds:SignedInfo>', '')],
    ['that ends too often', `${good}</ds:SignedInfo>`],
    ['whose tags cross', good.replace('</ds:DigestValue></ds:Reference>', '</ds:Reference></ds:DigestValue>')],
    ['in another namespace', good.replace(dsig, 'urn:other')],
    ['of another name', good.replaceAll('SignedInfo', 'SignedInf')],
    ['whose prefix comes to mean something else', good.replace('<ds:Reference', '<ds:Reference xmlns:ds="urn:x"')],
    [
      'whose prefix comes to mean something else further in',
      good.replace('<ds:Transform ', '<ds:Transform xmlns:ds="urn:x" '),
    ],
    ['with an attribute twice', good.replace('URI="x"', 'URI="x" URI="y"')],
    ['with two digests', good.replace(/(<ds:DigestValue>.*<\/ds:DigestValue>)/, '$1$1')],
    [
      'with two digests and nothing before them',
      good.replace(/<ds:Transforms>.*?<\/ds:Transforms>(.*?)(<ds:DigestValue>.*?<\/ds:DigestValue>)/, '$1$2$2'),
    ],
    ['with transforms twice', good.replace(/(<ds:Transforms>.*?<\/ds:Transforms>)/, '$1$1')],
    [
      'with transforms behind the digest',
      good.replace(/(<ds:Transforms>.*?<\/ds:Transforms>)(.*?)(?=<\/ds:Reference>)/, '$2$1'),
    ],
    ['with two digest methods', good.replace(/(<ds:DigestMethod.*<\/ds:DigestMethod>)/, '$1$1')],
    ['without a digest', good.replace(/<ds:DigestValue>.*<\/ds:DigestValue>/, '')],
    ['with elements in a digest', good.replace('<ds:DigestValue>', '<ds:DigestValue><a></a>')],
    ['with elements in a digest method', good.replace('></ds:DigestMethod>', '><a></a></ds:DigestMethod>')],
    ['with something else for a digest method', good.replaceAll('ds:DigestMethod', 'ds:DigestMethot')],
    ['with a digest nobody may use', good.replace(sha256Uri, `${dsig}sha1`)],
    ['with a digest that is no base64', good.replace('<ds:DigestValue>', '<ds:DigestValue>!')],
    ['with an element that is no reference', good.replaceAll('ds:Reference', 'ds:Referenz')],
    ['without references', good.replace(/<ds:Reference.*<\/ds:Reference>/, '')],
    ['with something else for its canonicalization', good.replaceAll('ds:Canonical', 'ds:Kanonical')],
    ['without its methods', good.replace(/<ds:SignatureMethod.*<\/ds:SignatureMethod>/, '')],
    ['with a mark of byte order', `\ufeff${good}`],
  ] as const) {
    it(why, () => {
      assert.notEqual(wrong, good);
      return refuses('xml-malformed', { ...proof(), signedInfo: bytes(wrong) });
    });
  }
  it('that is not UTF-8', () => {
    const latin = Buffer.from(good.replace('URI="x"', 'URI="ÿ"'), 'latin1');
    return refuses('xml-malformed', { ...proof(), signedInfo: Uint8Array.from(latin) });
  });
});

describe('a proof as it was sent', () => {
  const b64u = (value: Uint8Array) => Buffer.from(value).toString('base64url');
  const sent = {
    originalSize: 1,
    signedInfo: b64u(file),
    references: [{ over: 'file' }, { octets: b64u(properties) }],
  };
  it('is read into what is checked', () => {
    assert.deepEqual(readProof(sent), { originalSize: 1, signedInfo: file, references: ['file', properties] });
    const attributes = { originalSize: 1, signedAttributes: b64u(file) };
    assert.deepEqual(readProof(attributes), { originalSize: 1, signedAttributes: file });
  });
  for (const [why, code, change] of [
    ['nothing', 'original-size', { originalSize: undefined }],
    ['less than nothing', 'original-size', { originalSize: -1 }],
    ['two kinds at once', 'range-unasked', { signedAttributes: b64u(file) }],
    ['a byte range of an XML signature', 'range-unasked', { byteRange: [0, 1] }],
    ['no references', 'reference-count', { references: undefined }],
    ['a reference to nothing', 'reference-digest', { references: [{}] }],
    ['a reference to something else', 'reference-digest', { references: [{ over: 'http://x' }] }],
    ['a reference to two things', 'reference-digest', { references: [{ over: 'file', octets: '!' }] }],
    ['a SignedInfo that is no text', 'xml-malformed', { signedInfo: 7 }],
  ] as const) {
    it(`is refused when it says ${why}`, () => assert.throws(() => readProof({ ...sent, ...change }), { code }));
  }
  it('is refused when its byte range is not of lengths', () => {
    for (const byteRange of ['0', null, [0, '1'], [0, -1], [0, 1.5]])
      assert.throws(() => readProof({ originalSize: 1, signedAttributes: b64u(file), byteRange }), {
        code: 'range-start',
      });
  });
  it('is refused when it is nothing at all', () => assert.throws(() => readProof(null), { code: 'original-size' }));
});

async function refuses(code: VerifyCode, wrong: XmlProof): Promise<void> {
  await assert.rejects(verifyDocument(file, wrong, intentOf(wrong), 0), { code });
}

/** Detached, with signed properties, unless told. */
function proof(
  references: readonly (string | undefined)[] = [reference(file), reference(properties, propertiesType)],
  sent: XmlProof['references'] = ['file', properties],
  prefix = 'ds:',
): XmlProof {
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
  const methods = ['CanonicalizationMethod', 'SignatureMethod'].map((name) => empty(`${prefix}${name}`, 'urn:m'));
  const content = [...methods, ...references].join('');
  const signedInfo = `<${prefix}SignedInfo ${declaration}="${dsig}">${content}</${prefix}SignedInfo>`;
  return { originalSize: file.length, signedInfo: bytes(signedInfo), references: sent };
}

function reference(octets: Bytes, type = '', p = 'ds:'): string {
  const value = createHash('sha256').update(octets).digest('base64');
  const transforms = `<${p}Transforms>${empty(`${p}Transform`, exclusive)}</${p}Transforms>`;
  const digest = `${empty(`${p}DigestMethod`, sha256Uri)}<${p}DigestValue>${value}</${p}DigestValue>`;
  return `<${p}Reference${type} URI="x">${transforms}${digest}</${p}Reference>`;
}

function empty(name: string, algorithm: string): string {
  return `<${name} Algorithm="${algorithm}"></${name}>`;
}

/** As far as the checks read it. */
function intentOf({ signedInfo }: XmlProof, type = 'file'): SignIntent {
  const b64u = (value: Uint8Array) => createHash('sha256').update(value).digest('base64url');
  const display = [{ label: 'a.xml', type, size: file.length, docSha256: b64u(file), viewUrl: 'u' }];
  return { hash: 'SHA-256', dtbsr: [b64u(signedInfo)], display } as unknown as SignIntent;
}

function bytes(value: string): Bytes {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
