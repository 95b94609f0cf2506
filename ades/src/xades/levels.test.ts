import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseCertificate, parseTimeStampToken } from '@chancery/pki';
import { type C14nMethod, findSignatures, parseXml, readSignature, verifyXmlSignature } from '@chancery/xmldsig';
import { sampleTime } from '../cades/sample-time.test.ts';
import { isOver } from '../cades/time-stamp-imprint.ts';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { corpusMissing, readCorpus } from '../testing/corpus.test.ts';
import { carriedByXades } from './carried.ts';
import type { XadesContent } from './content.ts';
import { embedXades } from './embed.ts';
import { xmlsec1Accepts, xmlsec1Missing } from './foreign-judge.test.ts';
import {
  addXadesArchiveTimeStamp,
  addXadesSignatureTimeStamp,
  addXadesValidationData,
  xadesArchiveTimeStampInput,
  xadesSignatureTimeStampInput,
} from './levels.ts';
import type { XadesOptions } from './options.ts';
import { prepareXades } from './prepare.ts';
import { readQualifiedSignature } from './qualified-signature.ts';
import { timeStampsOf } from './time-stamps.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const time = await sampleTime();
const xml = Buffer.from('<a xmlns="urn:a" xml:lang="en"><item Id="one">é &amp; text</item></a>');
const file = Buffer.from('a file');
const files = new Map([['file.txt', file]]);
const data = { certificates: [time.root, signer.root], crls: [time.list], ocspResponses: [Buffer.from([0x30, 0])] };

function sign(content: XadesContent, more: Partial<XadesOptions> = {}): Uint8Array {
  const { certificates } = signer;
  const options = {
    digest: 'sha256',
    certificates,
    scheme: signer.scheme('sha256'),
    signingTime: new Date('2025-06-01'),
    ...more,
  } as const;
  const prepared = prepareXades(content, options);
  return embedXades(prepared, { ...options, signature: signer.sign('sha256', prepared.signedInfo) }, content);
}

const contents: Readonly<Record<string, XadesContent>> = {
  enveloped: { document: xml, references: [{ kind: 'document' }] },
  enveloping: {
    references: [
      { kind: 'xml', octets: xml },
      { kind: 'base64', octets: file },
    ],
  },
  detached: { references: [{ kind: 'file', name: 'file.txt', octets: file }] },
};

async function stamped(signed: Uint8Array, c14n?: C14nMethod): Promise<Uint8Array> {
  const options = c14n === undefined ? {} : { c14n };
  return addXadesSignatureTimeStamp(signed, await time.stamp(xadesSignatureTimeStampInput(signed, options)), options);
}

async function archived(signed: Uint8Array, c14n?: C14nMethod): Promise<Uint8Array> {
  const options = { files, ...(c14n && { c14n }) };
  return addXadesArchiveTimeStamp(signed, await time.stamp(xadesArchiveTimeStampInput(signed, options)), options);
}

/** The signature holds for us and for xmlsec1, and each time-stamp is over what stands before it. */
function holds(t: TestContext, signed: Uint8Array, kinds: readonly string[]): void {
  const document = parseXml(signed);
  const { spki } = parseCertificate(signer.certificates[0]!);
  const signature = readSignature(findSignatures(document)[0]!);
  assert.equal(verifyXmlSignature(document, signature, { spki, files }).valid, true);
  const stamps = timeStampsOf(readQualifiedSignature(signed), files);
  assert.deepEqual(
    stamps.map(({ name }) => name),
    kinds,
  );
  for (const { token, input } of stamps) assert.ok(isOver(parseTimeStampToken(token).imprint, input()));
  if (!xmlsec1Missing(t)) xmlsec1Accepts(signed, signer.root, 1, { 'file.txt': file });
}

for (const [name, content] of Object.entries(contents)) {
  test(`an ${name} signature grows to LTA and is renewed, octet upon octet`, async (t) => {
    const b = sign(content);
    const levelT = await stamped(b);
    holds(t, levelT, ['SignatureTimeStamp']);
    const levelLT = addXadesValidationData(levelT, data);
    const levelLTA = await archived(levelLT);
    holds(t, levelLTA, ['SignatureTimeStamp', 'ArchiveTimeStamp']);
    const renewed = await archived(addXadesValidationData(levelLTA, data));
    holds(t, renewed, ['SignatureTimeStamp', 'ArchiveTimeStamp', 'ArchiveTimeStamp']);
    const properties = Buffer.from(renewed)
      .toString()
      .replace(/^.*<xades:UnsignedSignatureProperties>/s, '');
    assert.deepEqual(
      [
        ...properties.matchAll(
          /<(xades(?:141)?:(?!Encapsulated)(?:[A-Z]\w+(?:TimeStamp|Values)|TimeStampValidationData))[ >]/g,
        ),
      ].map(([, one]) => one),
      [
        'xades:SignatureTimeStamp',
        ...values,
        'xades141:ArchiveTimeStamp',
        'xades141:TimeStampValidationData',
        ...values,
        'xades141:ArchiveTimeStamp',
      ],
    );
    for (const [before, after] of [
      [b, levelT],
      [levelT, levelLT],
      [levelLT, levelLTA],
      [levelLTA, renewed],
    ] as const)
      kept(before, after);
  });
}

const values = ['xades:CertificateValues', 'xades:RevocationValues', 'xades:CRLValues', 'xades:OCSPValues'];

/** What was there is there, around what is new. */
function kept(before: Uint8Array, after: Uint8Array): void {
  const [short, long] = [Buffer.from(before), Buffer.from(after)];
  let common = 0;
  while (short[common] === long[common]) common++;
  assert.ok(long.subarray(long.length - (short.length - common)).equals(short.subarray(common)));
}

const forms = (['1.0', '1.1', 'exclusive'] as const).flatMap((name) => [
  { name, comments: false },
  { name, comments: true },
]);

for (const c14n of forms) {
  test(`time-stamps in the form ${c14n.name}${c14n.comments ? ' with comments' : ''} hold`, async (t) => {
    const signed = sign(contents['enveloped']!, { c14n });
    holds(t, await archived(addXadesValidationData(await stamped(signed, c14n), data), c14n), [
      'SignatureTimeStamp',
      'ArchiveTimeStamp',
    ]);
  });
}

test('a document in UTF-16 grows in UTF-16', async (t) => {
  const document = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${xml}`, 'utf16le');
  const complete = await archived(
    addXadesValidationData(await stamped(sign({ document, references: [{ kind: 'document' }] })), data),
  );
  holds(t, complete, ['SignatureTimeStamp', 'ArchiveTimeStamp']);
  assert.match(Buffer.from(complete).toString('utf16le'), /<xades141:ArchiveTimeStamp .*<\/a>$/);
});

test('what is carried is found again', async () => {
  const complete = await archived(addXadesValidationData(await stamped(sign(contents['enveloped']!)), data));
  const carried = carriedByXades(complete);
  assert.deepEqual(carried.signers.map(hex), [hex(signer.certificates[0]!)]);
  assert.deepEqual(
    carried.timeStamps.map(({ kind }) => kind),
    ['signature', 'archive'],
  );
  for (const one of [...signer.certificates, time.root]) assert.ok(carried.certificates.map(hex).includes(hex(one)));
  assert.deepEqual(
    [carried.crls.map(hex), carried.ocspResponses.map(hex)],
    [data.crls.map(hex), data.ocspResponses.map(hex)],
  );
});

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

test('without data nothing is added', () => {
  const signed = sign(contents['enveloped']!);
  assert.equal(addXadesValidationData(signed, { certificates: [], crls: [], ocspResponses: [] }), signed);
});

test('one of several signatures grows, and the others hold', async () => {
  const first = sign(contents['enveloped']!);
  const both = sign({ document: first, references: [{ kind: 'document' }] });
  const [, id] = findSignatures(parseXml(both)).map((one) => readSignature(one).id);
  const options = { signatureId: id! };
  const grown = addXadesSignatureTimeStamp(
    both,
    await time.stamp(xadesSignatureTimeStampInput(both, options)),
    options,
  );
  assert.deepEqual(timeStampsOf(readQualifiedSignature(grown), files), []);
  assert.equal(timeStampsOf(readQualifiedSignature(grown, id), files).length, 1);
  const document = parseXml(grown);
  const { spki } = parseCertificate(signer.certificates[0]!);
  for (const one of findSignatures(document))
    assert.ok(verifyXmlSignature(document, readSignature(one), { spki }).valid);
});

async function refuses(act: () => unknown, code: AdesErrorCode): Promise<void> {
  await assert.rejects(
    async () => act(),
    (error: unknown) => error instanceof AdesError && error.code === code,
  );
}

test('a signature that another one covers is not extended', async () => {
  const first = sign(contents['enveloped']!);
  const both = sign({ document: first, references: [{ kind: 'document', withOtherSignatures: true }] });
  await refuses(() => stamped(both), 'locked');
});

test('a time-stamp over something else, or none, is refused', async () => {
  const signed = sign(contents['enveloped']!);
  const foreign = await time.stamp(file);
  for (const token of [foreign, file]) {
    await refuses(() => addXadesSignatureTimeStamp(signed, token), 'time-stamp');
    await refuses(() => addXadesArchiveTimeStamp(signed, token), 'time-stamp');
  }
  const before = await time.stamp(xadesArchiveTimeStampInput(signed));
  await refuses(async () => addXadesArchiveTimeStamp(await stamped(signed), before), 'time-stamp');
});

test('what is no XAdES signature, or not there, is refused', async () => {
  const signed = sign(contents['enveloped']!);
  await refuses(() => xadesSignatureTimeStampInput(file), 'not-an-xml');
  await refuses(() => xadesSignatureTimeStampInput(xml), 'input');
  await refuses(() => xadesSignatureTimeStampInput(signed, { signatureId: 'nowhere' }), 'input');
  await refuses(
    () => xadesSignatureTimeStampInput(sign(contents['enveloped']!, { profile: 'xmldsig' })),
    'unsupported',
  );
  const moved = Buffer.from(Buffer.from(signed).toString().replace('Target="#', 'Target="#x'));
  await refuses(() => xadesSignatureTimeStampInput(moved), 'unsupported');
  await refuses(() => xadesArchiveTimeStampInput(sign(contents['detached']!)), 'input');
  const known = new Map([['file.txt', { digest: 'sha256', value: Buffer.alloc(32) } as const]]);
  await refuses(() => xadesArchiveTimeStampInput(sign(contents['detached']!), { files: known }), 'input');
});

const foreign = [
  'xades-detached',
  'xades-invalid-objectreference',
  'xades-lt-with-expired-ocsp-responder',
  'doubleSignedTest',
  'xades-enveloped-arcTst132',
  'XAdESPublicKeyInKeyInfo',
  'X-E-ERS-DETACHED-LT',
];

for (const name of foreign) {
  test(`${name} of the corpus grows to LTA, its own time-stamps as they were`, async (t) => {
    if (corpusMissing(t)) return;
    const signed = readCorpus(`xades/${name}.xml`);
    const beside = new Map([['sample.xml', readCorpus('detached/sample.xml')]]);
    const before = timeStampsOf(readQualifiedSignature(signed), beside);
    const proven = addXadesValidationData(await stamped(signed), data);
    const token = await time.stamp(xadesArchiveTimeStampInput(proven, { files: beside }));
    const complete = addXadesArchiveTimeStamp(proven, token, { files: beside });
    kept(signed, proven);
    const after = timeStampsOf(readQualifiedSignature(complete), beside);
    assert.equal(after.length, before.length + 2);
    for (const { token: one, input, name: kind } of after) {
      const { imprint } = parseTimeStampToken(one);
      if (imprint.digest !== undefined) assert.ok(isOver(imprint, input()), kind);
    }
  });
}
