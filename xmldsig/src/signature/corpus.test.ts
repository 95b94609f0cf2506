import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Certificate, parseCertificate } from '@chancery/pki';
import { decodeBase64 } from '../base64.ts';
import { parseXml } from '../parser.ts';
import { type CorpusRow, corpusRows, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import { elementsOf, textOf, type XmlDocument } from '../tree.ts';
import { findSignatures, readSignature, type XmlSignature } from './read-signature.ts';
import { type SignatureVerdict, verifyXmlSignature } from './verify-signature.ts';

/** Rows whose source says something else than what is asked here. */
const excepted: Readonly<Record<string, string>> = {
  'xades/disable-checks.xml': 'valid only where the check that an object belongs to its signature is turned off',
  'xades/xades-unsupported-signature-algorithm.xml': 'names an algorithm that does not exist; none is guessed',
};

requireCorpus();
for (const row of corpusRows('xades')) {
  if (row.cryptoValid === 'yes' && excepted[row.file] === undefined) {
    test(`${row.file}, ${row.note}: every signature holds`, () => {
      for (const verdict of verdicts(row)) assert.equal(verdict.valid, true);
    });
  }
  if (row.cryptoValid === 'no') {
    test(`${row.file}, ${row.note}: no signature holds`, () => {
      for (const verdict of verdicts(row)) assert.equal(verdict.valid, false);
    });
  }
}

for (const [file, reason] of Object.entries(excepted)) {
  test(`${file} does not hold: ${reason}`, () => {
    for (const row of corpusRows('xades').filter((one) => one.file === file)) {
      for (const verdict of verdicts(row)) assert.equal(verdict.valid, false);
    }
  });
}

function verdicts(row: CorpusRow): SignatureVerdict[] {
  const document = parseXml(readCorpus(row.file));
  const files = new Map(row.detached.map((name) => [name.replace('detached/', ''), readCorpus(name)]));
  const found = findSignatures(document).map(readSignature);
  assert.ok(found.length > 0);
  return found.map((signature) => {
    const judged = certificates(document, signature).map(({ spki }) =>
      verifyXmlSignature(document, signature, { spki, files }),
    );
    assert.ok(judged.length > 0);
    return judged.find(({ value }) => value === 'valid') ?? judged[0]!;
  });
}

/** Of KeyInfo, and those kept for later, where some signatures have theirs. */
function certificates(document: XmlDocument, signature: XmlSignature): Certificate[] {
  const values = elementsOf(document).filter(({ local }) => local === 'EncapsulatedX509Certificate');
  return [...signature.certificates, ...values.map((one) => decodeBase64(textOf(one)))].flatMap((der) => {
    try {
      return [parseCertificate(der)];
    } catch {
      return [];
    }
  });
}
