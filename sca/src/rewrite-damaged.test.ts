import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';
import { embedPades, preparePades } from '@chancery/ades';
import { PDFDocument } from 'pdf-lib';
import { ana, at, scheme } from './evidence/sample-pki.test.ts';
import { bytesSource, requireReadable, rewriteDamaged } from './index.ts';

const form = { format: 'pades' } as const;
const whole = await onePage();
const cut = whole.subarray(0, -1);

test('what is no PDF, and what was signed before it was damaged, is refused', () => {
  assert.throws(() => rewriteDamaged(Buffer.from('a text'), form), { code: 'not-a-pdf' });
  const options = { digest: 'sha256', certificates: [ana.certificate.der], scheme, signingTime: at } as const;
  const prepared = preparePades(whole, options);
  const signature = sign('sha256', prepared.signedAttributes, ana.key);
  const signed = Buffer.concat([whole, embedPades(prepared, { ...options, signature })]);
  assert.deepEqual(rewriteDamaged(signed, form), signed);
  assert.throws(() => rewriteDamaged(signed.subarray(0, -9), form), { code: 'not-signable' });
});

test('a document that can be read stays as it is; a damaged one becomes one that can be', () => {
  assert.equal(rewriteDamaged(whole, form), whole);
  assert.throws(() => requireReadable(bytesSource(cut), form), { code: 'damaged' });
  const written = rewriteDamaged(cut, form);
  requireReadable(bytesSource(written), form);
  assert.notDeepEqual(written.subarray(0, cut.length), cut);
});

async function onePage(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 300]);
  return document.save();
}
