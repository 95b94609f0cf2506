import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { test } from 'node:test';
import { bytesSource, carriedByCms, carriedByXades } from '@chancery/ades';
import { parseTimeStampToken } from '@chancery/pki';
import type { Stamp } from './augment/level.ts';
import { ana, at, scheme, stampAt } from './evidence/sample-pki.test.ts';
import { embedDocument, prepareDocument, requireUnchanged, type SignatureForm, signedOctets } from './index.ts';

const signer = { certificates: [ana.certificate.der], scheme, signingTime: at };
const source = bytesSource(Buffer.from('<agreement>what is agreed</agreement>'));
const stamp: Stamp = (imprint, digest) => stampAt(imprint, digest, at);

const forms = {
  'CAdES, attached': { format: 'cades', packaging: 'attached', contentTimeStamp: true },
  'CAdES, detached': { format: 'cades', packaging: 'detached', contentTimeStamp: true },
  'XAdES, enveloped': { format: 'xades', packaging: 'enveloped', contentTimeStamp: true },
  'XAdES, enveloping': { format: 'xades', packaging: 'enveloping', contentTimeStamp: true },
  'XAdES, detached': { format: 'xades', packaging: 'detached', contentTimeStamp: true },
} as const satisfies Record<string, SignatureForm>;

for (const [name, form] of Object.entries(forms)) {
  test(`${name}: without an authority that answers, nothing is prepared`, async () => {
    const away: Stamp = () => Promise.reject(new Error('down'));
    await assert.rejects(prepareDocument(source, form, signer, away), { code: 'time-stamp-missing' });
    await assert.rejects(prepareDocument(source, form, signer), { code: 'time-stamp-missing' });
  });

  test(`${name}: a time-stamp over something else is not stated`, async () => {
    const other: Stamp = (imprint, digest) => stamp(imprint.toReversed(), digest);
    await assert.rejects(prepareDocument(source, form, signer, other), { code: 'input' });
  });

  test(`${name}: the time-stamp over the document stands in what is signed`, async () => {
    const prepared = await prepareDocument(source, form, signer, stamp);
    const { signature } = prepared;
    await requireUnchanged(source, prepared, signature.prepared.dtbsr, ana.certificate.der);
    const value = createSign('sha256').update(signedOctets(signature)).sign(ana.key);
    const { octets } = await embedDocument(prepared, { ...signer, signature: value }, source);
    const carried = form.format === 'cades' ? carriedByCms(octets) : carriedByXades(octets);
    assert.deepEqual(
      carried.timeStamps.map(({ kind, token }) => [kind, parseTimeStampToken(token).genTime]),
      [['content', at]],
    );
  });
}

test('where none is wanted no authority is asked', async () => {
  const never: Stamp = () => assert.fail('asked');
  for (const { contentTimeStamp: _, ...form } of Object.values(forms))
    await prepareDocument(source, form, signer, never);
});
