import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseCertificate } from '@chancery/pki';
import { findSignatures, isSignature, parseXml, readSignature, verifyXmlSignature } from '@chancery/xmldsig';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { corpusFiles, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import type { XadesContent } from './content.ts';
import { holdingReferences } from './earlier-signatures.ts';
import { embedXades } from './embed.ts';
import { xmlsec1Accepts, xmlsec1Missing } from './foreign-judge.test.ts';
import { prepareXades } from './prepare.ts';

/** Documents made by others. All are signed, but these have a document type, or a namespace without canonical form. */
const unsupported = ['external', 'quadratic', 'simple-ns', 'xmlbomb2', 'xmp-with-harmless-entity'].map(
  (name) => `input/xml/${name}.xml`,
);

/** Their signatures cover the whole document with everything that comes later. */
const closed = [
  'XAdESPublicKeyInKeyInfo',
  'dss1920-cert-in-certValues-without-publicKey',
  'xades-counter-signature-with-type-invalid',
  'xades-dataobjectformat-no-mimetype',
  'xades-enveloped-arcTst132',
  'xades-extended-xl',
  'xades-invalid-mime-type',
].map((name) => `xades/${name}.xml`);

/** xmlsec1 does not read a document in which an Id was given twice. */
const unreadable = ['xades/xades-with-manifest-with-duplicated-reference.xml'];

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const { spki } = parseCertificate(signer.certificates[0]!);
const slowest = 2000;

function sign(content: XadesContent): Uint8Array {
  const start = process.cpuUsage();
  const { certificates } = signer;
  const scheme = signer.scheme('sha256');
  try {
    const prepared = prepareXades(content, {
      digest: 'sha256',
      certificates,
      scheme,
      signingTime: new Date('2025-06-01'),
    });
    return embedXades(
      prepared,
      { certificates, scheme, signature: signer.sign('sha256', prepared.signedInfo) },
      content,
    );
  } finally {
    const { user, system } = process.cpuUsage(start);
    assert.ok((user + system) / 1000 < slowest, 'slower than two seconds');
  }
}

function code(file: string, octets: Uint8Array): AdesErrorCode | undefined {
  if (unsupported.includes(file)) return 'unsupported';
  return closed.includes(file) || isSignature(parseXml(octets).root) ? 'locked' : undefined;
}

requireCorpus();
for (const file of corpusFiles('input/xml', 'xades')) {
  const octets = readCorpus(file);
  const expected = code(file, octets);
  const content: XadesContent = { document: octets, references: [{ kind: 'document' }] };
  if (expected !== undefined) {
    test(`${file} is refused as ${expected}`, () => {
      assert.throws(
        () => sign(content),
        (error: unknown) => error instanceof AdesError && error.code === expected,
      );
    });
  } else test(`${file} is signed, and what held in it holds`, (t) => isSigned(t, file, octets, sign(content)));
  if (expected === 'unsupported') continue;
  test(`${file} is signed inside of a signature`, (t) => {
    const signed = sign({ references: [{ kind: 'xml', octets }] });
    const document = parseXml(signed);
    assert.equal(verifyXmlSignature(document, readSignature(document.root), { spki }).valid, true);
    if (!unreadable.includes(file) && !xmlsec1Missing(t)) xmlsec1Accepts(signed, signer.root);
  });
}

function isSigned(t: TestContext, file: string, octets: Uint8Array, signed: Uint8Array): void {
  const [before, after] = [parseXml(octets), parseXml(signed)];
  assert.equal(holdingReferences(after).length, holdingReferences(before).length + 2);
  const elements = findSignatures(after);
  const own = elements.findIndex((one) => sameCertificate(readSignature(one).certificates[0]));
  assert.equal(verifyXmlSignature(after, readSignature(elements[own]!), { spki }).valid, true);
  if (!unreadable.includes(file) && !xmlsec1Missing(t)) xmlsec1Accepts(signed, signer.root, 1 + own);
}

function sameCertificate(der: Uint8Array | undefined): boolean {
  return der !== undefined && Buffer.from(der).equals(signer.certificates[0]!);
}
