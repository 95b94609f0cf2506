import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimeStampToken } from '@chancery/pki';
import { sampleTime } from '../cades/sample-time.test.ts';
import { isOver } from '../cades/time-stamp-imprint.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { carriedByXades } from './carried.ts';
import type { XadesContent } from './content.ts';
import { embedXades } from './embed.ts';
import { xmlsec1Accepts, xmlsec1Missing } from './foreign-judge.test.ts';
import type { XadesOptions } from './options.ts';
import { prepareXades, xadesContentImprint } from './prepare.ts';
import { readQualifiedSignature } from './qualified-signature.ts';
import { timeStampsOf } from './time-stamps.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const time = await sampleTime();
const xml = Buffer.from('<a xmlns="urn:a" xml:lang="en"><item Id="one">é &amp; text</item></a>');
const file = Buffer.from('a file');
const files = new Map([['file.txt', file]]);
const options: XadesOptions = {
  digest: 'sha256',
  certificates: signer.certificates,
  scheme: signer.scheme('sha256'),
  signingTime: new Date('2025-06-01'),
};
const beside = { kind: 'file', name: 'file.txt' } as const;
const digest = 'sha256';
const value = xadesContentImprint({ references: [{ ...beside, octets: file }] }, options, digest);

function sign(content: XadesContent, contentTimeStamps: readonly Uint8Array[]): Uint8Array {
  const prepared = prepareXades(content, { ...options, contentTimeStamps });
  const signature = signer.sign('sha256', prepared.signedInfo);
  return embedXades(prepared, { ...options, signature }, content);
}

test('a token over something else, or that is none, is not stated', async () => {
  const content: XadesContent = { document: xml, references: [{ kind: 'document' }] };
  for (const wrong of [await time.stamp(Buffer.from('else')), xml])
    assert.throws(() => sign(content, [wrong]), { code: 'time-stamp' });
});

test('a plain XML signature has none, and nobody has more than a few', async () => {
  const content: XadesContent = { references: [{ ...beside, octets: file }] };
  const token = await time.stampDigest(value, digest);
  const plain = { ...options, profile: 'xmldsig', contentTimeStamps: [token] } as const;
  assert.throws(() => prepareXades(content, plain), { code: 'input' });
  assert.throws(() => sign(content, Array(33).fill(token)), { code: 'input' });
});

test('of files by their digest alone one can be stamped, by that digest', () => {
  const known = { ...beside, digest, value } as const;
  assert.deepEqual(xadesContentImprint({ references: [known] }, options, digest), value);
  assert.throws(() => xadesContentImprint({ references: [known] }, options, 'sha512'), { code: 'input' });
  const two: XadesContent = { references: [known, { kind: 'xml', octets: xml }] };
  assert.throws(() => xadesContentImprint(two, options, digest), { code: 'input' });
});

const contents: Readonly<Record<string, XadesContent>> = {
  enveloped: { document: xml, references: [{ kind: 'document' }] },
  'with other signatures': { document: xml, references: [{ kind: 'document', withOtherSignatures: true }] },
  'internally detached': { document: xml, references: [{ kind: 'element', id: 'one' }] },
  detached: { references: [{ ...beside, octets: file }] },
  'detached by its digest': { references: [{ ...beside, digest, value }] },
  'several references': {
    references: [
      { kind: 'xml', octets: xml },
      { kind: 'base64', octets: file },
      { kind: 'manifest', files: [{ name: 'other.txt', octets: xml }] },
      { ...beside, octets: file },
    ],
  },
};

for (const [name, content] of Object.entries(contents)) {
  test(`two tokens are over what a reader finds to be signed: ${name}`, async (t) => {
    const other = name === 'detached by its digest' ? digest : 'sha512';
    const kinds = [digest, other] as const;
    const tokens = kinds.map((kind) => time.stampDigest(xadesContentImprint(content, options, kind), kind));
    const signed = sign(content, await Promise.all(tokens));
    const found = timeStampsOf(readQualifiedSignature(signed), files);
    assert.deepEqual(
      found.map(({ name: container, kind }) => [container, kind]),
      kinds.map(() => ['AllDataObjectsTimeStamp', 'content']),
    );
    for (const { token, input } of found) assert.ok(isOver(parseTimeStampToken(token).imprint, input()));
    assert.equal(carriedByXades(signed).timeStamps.length, 2);
    if (!xmlsec1Missing(t)) xmlsec1Accepts(signed, signer.root, 1, { 'file.txt': file, 'other.txt': xml });
  });
}
