import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSignatureTimeStamp, embedCades, prepareCades, signatureTimeStampInput } from '@chancery/ades';
import { joinSignedData, splitSignedData } from '@chancery/pki';
import { sampleTime } from '../../../ades/src/cades/sample-time.test.ts';
import { sampleSigner } from '../../../ades/src/pades/sample-signer.test.ts';
import { keptCms, keptPdf, keptXml } from './kept.ts';

const bytes = (text: string) => Buffer.from(text);

test('a PDF that changed before its end, or lost it, is not kept', () => {
  const pdf = bytes('%PDF one');
  for (const other of ['%PDF One', '%PDF one'.slice(0, -1), ' %PDF one']) assert.ok(!keptPdf(pdf, bytes(other)), other);
  assert.ok(keptPdf(pdf, bytes('%PDF one and more')));
});

test('an XML document that changed, or in two places, is not kept', () => {
  const xml = bytes('<a><b/><c>d</c></a>');
  for (const other of ['<a><b/><c>e</c></a>', '<a><b/><c></c></a>', '<x/><a><b/><c>d</c></a><y/>'])
    assert.ok(!keptXml(xml, bytes(other)), other);
  for (const other of ['<a><b/><c>d<e/></c></a>', '<a><b><e/></b><c>d</c></a>'])
    assert.ok(keptXml(xml, bytes(other)), other);
});

test('a CMS whose content, certificates or signatures changed is not kept; one that grew is', async () => {
  const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
  const { certificates } = signer;
  const scheme = signer.scheme('sha256');
  const sign = (text: string) => {
    const content = { packaging: 'attached', octets: bytes(text) } as const;
    const prepared = prepareCades(content, { digest: 'sha256', certificates, scheme, signingTime: new Date() });
    return embedCades(
      prepared,
      { certificates, scheme, signature: signer.sign('sha256', prepared.signedAttributes) },
      content,
    );
  };
  const [cms, other] = [sign('one'), sign('two')];
  const grown = addSignatureTimeStamp(cms, await (await sampleTime()).stamp(signatureTimeStampInput(cms)));
  assert.ok(keptCms(cms, grown));
  const [now, foreign] = [splitSignedData(grown), splitSignedData(other)];
  const { encapContentInfo, signerInfos } = foreign;
  for (const change of [{ encapContentInfo }, { signerInfos }, { certificates: [] }])
    assert.ok(!keptCms(cms, joinSignedData({ ...now, ...change })), Object.keys(change).join());
});
