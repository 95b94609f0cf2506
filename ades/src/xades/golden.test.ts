/** Imprints of time-stamps that others made, recomputed: what is digested here is what they digested (section by section). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { parseTimeStampToken } from '@chancery/pki';
import { attributeOf, findSignatures, parseXml } from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { corpusFiles, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import { readQualifiedSignature } from './qualified-signature.ts';
import { timeStampsOf } from './time-stamps.ts';

/** What is not as its maker left it, or lacks its content. */
const excepted: Readonly<Record<string, readonly string[]>> = {
  'xades/Signature-X-RO_TRA-4.xml': ['ArchiveTimeStamp mismatch'],
  'xades/xades-detached-with-object-type-ref.xml': ['ArchiveTimeStamp mismatch'],
  'xades/xades-t-copied-sigtst.xml': ['SignatureTimeStamp mismatch'],
  'xades/xades-two-sig-copied-tst.xml': ['SignatureTimeStamp mismatch'],
  'asic-xades/InvalidMultipleSignatures.asice': ['SignatureTimeStamp mismatch', 'SignatureTimeStamp mismatch'],
  'asic-xades/testAdesQCInvalid.asice': ['SignatureTimeStamp mismatch'],
  'xades/Signature-X-PT-4.xml': ['ArchiveTimeStamp input'],
  'xades/detached_cts.xml': ['AllDataObjectsTimeStamp input'],
  'xades/xades-individual-content-tst-detached.xml': ['IndividualDataObjectsTimeStamp input'],
  'asic-xades/removed-doc.asice': ['AllDataObjectsTimeStamp input', 'ArchiveTimeStamp input'],
};

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const names = corpusFiles('xades', 'asic-xades');
const beside = new Map(corpusFiles('detached').map((name) => [name.replace('detached/', ''), readCorpus(name)]));
const counted = new Map<string, number>();

requireCorpus();
for (const name of names) {
  const found = judgedIn(name);
  if (found.length === 0) continue;
  test(`${name}: ${found.length} time-stamps are over what they must be`, () => {
    assert.deepEqual(
      found.filter((one) => !one.endsWith(' same')),
      excepted[name] ?? [],
    );
  });
  for (const one of found) counted.set(one, (counted.get(one) ?? 0) + 1);
}

test('there was something to recompute of every kind', () => {
  if (names.length === 0) return;
  const atLeast = { SignatureTimeStamp: 25, ArchiveTimeStamp: 3, AllDataObjectsTimeStamp: 4, SigAndRefsTimeStamp: 4 };
  for (const [kind, least] of Object.entries(atLeast)) assert.ok((counted.get(`${kind} same`) ?? 0) >= least, kind);
});

/** Each time-stamp of each signature as `<name> same`, `mismatch`, or why nothing could be computed. */
function judgedIn(name: string): string[] {
  const octets = readCorpus(name);
  if (name.endsWith('.xml')) return judged(octets, beside);
  const files = entriesOf(octets);
  return [...files]
    .filter(([entry]) => /^META-INF\/.*signature.*\.xml$/i.test(entry))
    .flatMap(([, xml]) => judged(xml, files));
}

function judged(octets: Uint8Array, files: ReadonlyMap<string, Uint8Array>): string[] {
  return findSignatures(parseXml(octets)).flatMap((element) => {
    const qualified = qualifiedOrNone(octets, attributeOf(element, 'Id'));
    const stamps = qualified === undefined ? [] : timeStampsOf(qualified, files);
    return stamps.map(({ name, token, input }) => `${name} ${judge(token, input)}`);
  });
}

/** Counter-signatures and plain XML signatures have none of their own. */
function qualifiedOrNone(octets: Uint8Array, id: string | undefined) {
  try {
    return readQualifiedSignature(octets, id);
  } catch (error) {
    assert.ok(error instanceof AdesError);
    return undefined;
  }
}

function judge(token: Uint8Array, input: () => Uint8Array): string {
  const { imprint } = parseTimeStampToken(token);
  try {
    const digest = createHash(hashes[imprint.digestOid]!).update(input()).digest();
    return digest.equals(imprint.value) ? 'same' : 'mismatch';
  } catch (error) {
    assert.ok(error instanceof AdesError);
    return error.code;
  }
}

/** What a ZIP of the corpus holds, by its central directory (APPNOTE 4.3). */
function entriesOf(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, header] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const data = zip.subarray(start, start + size);
    entries.set(zip.toString('utf8', at + 46, at + 46 + name), method === 8 ? inflateRawSync(data) : data);
    at += 46 + name + extra + comment;
  }
  return entries;
}
