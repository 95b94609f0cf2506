import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemeToAlgorithmIdentifier } from '@chancery/pki';
import { prepareCades } from '../cades/prepare.ts';
import { AdesError } from '../error.ts';
import { samplePdf } from '../pdf/sample.test.ts';
import { embedPades } from './embed.ts';
import { judgesMissing, opensslAccepts, pdfsigAccepts, qpdfCheck } from './foreign-judges.test.ts';
import type { PadesOptions } from './options.ts';
import { preparePades } from './prepare.ts';
import { parsePrepared, serializePrepared } from './prepared.ts';
import { sampleSigner } from './sample-signer.test.ts';

const signer = await sampleSigner({ kind: 'rsa', bits: 2048 });
const { certificates } = signer;
const scheme = { kind: 'rsa-pkcs1', digest: 'sha1' } as const;
const signingTime = new Date('2025-06-01T10:00:00Z');
const options: PadesOptions = { digest: 'sha1', certificates, scheme, signingTime };
const oldReader = { subFilter: 'adbe.pkcs7.detached', withInsecureSha1: true } as const;

const input = (error: unknown) => error instanceof AdesError && error.code === 'input';

for (const [what, more] of [
  ['unless it is allowed by name', { subFilter: 'adbe.pkcs7.detached' }],
  ['as a PAdES signature', { withInsecureSha1: true }],
  ['as a PAdES signature, said in full', { withInsecureSha1: true, subFilter: 'ETSI.CAdES.detached' }],
  ['beside a scheme with another digest', { ...oldReader, scheme: signer.scheme('sha256') }],
] as const) {
  test(`SHA-1 is refused ${what}`, () => {
    assert.throws(() => preparePades(samplePdf(), { ...options, ...more }), input);
  });
}

test('no type knows SHA-224, those of CAdES no SHA-1, and a SHA-1 value does not become a SHA-256 one', () => {
  // @ts-expect-error: values alone are signed over it, never documents.
  assert.throws(() => preparePades(samplePdf(), { ...options, ...oldReader, digest: 'sha224' }), input);
  const cades = { certificates, scheme: signer.scheme('sha256'), signingTime };
  const content = { packaging: 'attached', octets: samplePdf() } as const;
  // @ts-expect-error: a digest of old readers is none of CAdES (TS 119 312).
  assert.throws(() => prepareCades(content, { ...cades, digest: 'sha1' }), input);
  const prepared = preparePades(samplePdf(), { ...options, ...oldReader });
  const signed = { certificates, scheme: signer.scheme('sha256'), signature: new Uint8Array(256) };
  assert.throws(() => embedPades(prepared, signed), input);
});

test('allowed by name it serves an old reader: openssl and pdfsig accept it, and it says SHA-1 everywhere', (t) => {
  if (judgesMissing(t)) return;
  const pdf = samplePdf();
  const prepared = parsePrepared(serializePrepared(preparePades(pdf, { ...options, ...oldReader })));
  assert.deepEqual([prepared.digest, prepared.messageDigest.length, prepared.dtbsr.length], ['sha1', 20, 20]);
  const signature = signer.sign('sha1', prepared.signedAttributes);
  const signed = Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
  assert.equal(qpdfCheck(signed), 0);
  pdfsigAccepts(signed);
  opensslAccepts(signed, prepared, signer.root);
  const written = signed.toString('latin1');
  assert.ok(written.includes(Buffer.from(schemeToAlgorithmIdentifier(scheme)).toString('hex')));
  assert.match(written, /adbe\.pkcs7\.detached/);
  assert.doesNotMatch(written, /ETSI|ESIC/);
});
