import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { bytesSource, containerFile, prepareCades, readAsic, signatureNames } from '@chancery/ades';
import {
  type DigestName,
  encodeName,
  issueCertificate,
  joinSignedData,
  parseSignedData,
  splitSignedData,
  verifySignedData,
} from '@chancery/pki';
import { PDFDocument } from 'pdf-lib';
import { stampAt } from './evidence/sample-pki.test.ts';
import {
  embedDocument,
  type PreparedDocument,
  parseDocument,
  prepareDocument,
  requireReadable,
  requireUnchanged,
  ScaError,
  type SignatureForm,
  schemeFor,
  serializeDocument,
  signedOctets,
} from './index.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const certificate = await selfSigned();
const scheme = schemeFor(certificate);
const signer = { certificates: [certificate], scheme, signingTime: new Date('2026-11-24T12:00:00Z') };
const pdf = bytesSource(await onePage());
const forms = {
  PAdES: { format: 'pades' },
  'CAdES, attached': { format: 'cades', packaging: 'attached' },
  'CAdES, detached': { format: 'cades', packaging: 'detached' },
  'XAdES, enveloping': { format: 'xades', packaging: 'enveloping', mimeType: 'application/pdf' },
  'XAdES, detached': { format: 'xades', packaging: 'detached', fileName: 'a page.pdf' },
  'JAdES, attached': { format: 'jades', packaging: 'attached', serialization: 'compact' },
  'JAdES, detached': { format: 'jades', packaging: 'detached', fileName: 'a page.pdf', mimeType: 'application/pdf' },
  'ASiC-S with CAdES': { format: 'cades', container: 'ASiC-S', fileName: 'a page.pdf' },
  'ASiC-S with XAdES': { format: 'xades', container: 'ASiC-S', fileName: 'a page.pdf', mimeType: 'application/pdf' },
  'ASiC-E with CAdES': { format: 'cades', container: 'ASiC-E', fileName: 'a page.pdf', mimeType: 'application/pdf' },
  'ASiC-E with XAdES': { format: 'xades', container: 'ASiC-E', fileName: 'a page.pdf' },
} as const satisfies Record<string, SignatureForm>;

test('no octets, a picture and a truncated file are refused as no PDF or damaged', async () => {
  await refuses(readable(bytesSource(new Uint8Array()), forms.PAdES), 'not-a-pdf');
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  await refuses(readable(bytesSource(picture), forms.PAdES), 'not-a-pdf');
  await assert.rejects(readable(bytesSource(pdf.read(0, 200)), forms.PAdES), ScaError);
  await readable(bytesSource(picture), forms['CAdES, detached']);
});

test('a certificate nobody can read is refused', () => {
  assert.throws(() => schemeFor(new Uint8Array(20)), { code: 'input' });
});

test('an appendix or a byte range that changes after preparation is found before signing', async () => {
  const { signature, ...rest } = await prepareDocument(pdf, forms.PAdES, signer);
  assert.ok(signature.format === 'pades');
  const { prepared } = signature;
  const appendix = prepared.appendix.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
  for (const change of [{ appendix }, { byteRange: [0, 10, 20, 30] as [number, number, number, number] }]) {
    const changed = { ...rest, signature: { ...signature, prepared: { ...prepared, ...change } } };
    await refuses(requireUnchanged(pdf, changed, prepared.dtbsr, certificate), 'changed');
  }
});

for (const [name, form] of Object.entries(forms)) {
  test(`${name}: each octet that changes after preparation is found before signing`, async () => {
    const prepared = await prepareDocument(pdf, form, signer);
    const check = (candidate: PreparedDocument, source = pdf) =>
      requireUnchanged(source, candidate, prepared.signature.prepared.dtbsr, certificate);
    await check(prepared);
    const whole = pdf.read(0, pdf.size);
    await refuses(check(prepared, bytesSource(whole.map((byte, i) => (i === 20 ? byte ^ 1 : byte)))), 'changed');
    await refuses(check(prepared, bytesSource(whole.subarray(1))), 'changed');
    await refuses(check({ ...prepared, originalSize: pdf.size + 1 }), 'changed');
    if (form.format === 'jades')
      return refuses(check(with_(prepared, { protectedHeader: Buffer.from('{"sigD":{"hashV":[]}}') })), 'changed');
    const beside = 'container' in form || form.format !== 'xades' || form.packaging === 'detached';
    if (form.format === 'xades')
      return refuses(check(with_(prepared, { signedInfo: new Uint8Array(9) })), beside ? 'changed' : 'not-approved');
    await refuses(check(with_(prepared, { messageDigest: new Uint8Array(48) })), 'changed');
    return refuses(check(with_(prepared, { signedAttributes: new Uint8Array(10) })), 'changed');
  });

  test(`${name}: a DTBS/R that was not approved is refused, and so is another certificate`, async () => {
    const prepared = await prepareDocument(pdf, form, signer);
    await refuses(requireUnchanged(pdf, prepared, new Uint8Array(48), certificate), 'not-approved');
    const { dtbsr } = prepared.signature.prepared;
    await refuses(requireUnchanged(pdf, prepared, dtbsr, await selfSigned()), 'changed');
  });

  test(`${name}: a value that does not verify is never embedded`, async () => {
    const prepared = await prepareDocument(pdf, form, signer);
    const signature = sign('sha384', Buffer.from('something else'), keys.privateKey);
    await refuses(embedDocument(prepared, { ...signer, signature }, pdf), 'signature-invalid');
  });

  test(`${name}: what was prepared and stored is embedded another day`, async () => {
    const stored = parseDocument(serializeDocument(await prepareDocument(pdf, form, signer)));
    const signature = sign('sha384', signedOctets(stored.signature, pdf), keys.privateKey);
    const { kind, octets } = await embedDocument(stored, { ...signer, signature }, pdf);
    assert.equal(kind, form.format === 'pades' ? 'appendix' : 'whole');
    if (kind === 'appendix') return requireReadable(bytesSource(Buffer.concat([pdf.read(0, pdf.size), octets])), form);
    if (form.format === 'jades') return requireJws(octets, form.packaging);
    if ('container' in form) return requireContainer(octets, form.container);
    if (form.format === 'xades') return requireXmlSignature(octets);
    const cms = parseSignedData(octets);
    assert.equal(cms.content !== undefined, name === 'CAdES, attached');
    assert.ok(verifySignedData(cms, (digest) => createHash(digest).update(pdf.read(0, pdf.size)).digest()).ok);
  });
}

test('a stored preparation that is not ours is refused', async () => {
  const xml = bytesSource(Buffer.from('<a/>'));
  const stored = serializeDocument(await prepareDocument(xml, { format: 'xades', packaging: 'enveloped' }, signer));
  const changed = (change: object) => JSON.stringify({ ...JSON.parse(stored), ...change });
  parseDocument(changed({}));
  for (const text of [
    '{}',
    'nothing',
    changed({ originalSize: '4' }),
    changed({ docSha256: 4 }),
    changed({ prepared: '{}' }),
    changed({ prepared: 4 }),
    changed({ format: 'pades' }),
    changed({ format: 'xml' }),
    changed({ packaging: { packaging: 'inside' } }),
  ])
    assert.throws(() => parseDocument(text), { code: 'input' });
});

test('a stored container, and a stored JWS, that is not ours is refused', async () => {
  const stories = {
    'ASiC-E with CAdES': ['container', { kind: 'ASiC-X' }, { fileName: 7 }],
    'JAdES, detached': ['packaging', { packaging: 'inside' }, { serialization: 'long' }, { fileName: 7 }],
  } as const;
  for (const [form, [member, ...changes]] of Object.entries(stories)) {
    const prepared = await prepareDocument(pdf, forms[form as keyof typeof stories], signer);
    const stored = JSON.parse(serializeDocument(prepared));
    const changed = (change: object) => JSON.stringify({ ...stored, [member]: { ...stored[member], ...change } });
    parseDocument(changed({}));
    for (const change of changes) assert.throws(() => parseDocument(changed(change)), { code: 'input' });
  }
});

test('more than a key that signs messages takes is refused before it is stored', async () => {
  const own = await certified(generateKeyPairSync('ed25519').publicKey);
  const by = { ...signer, certificates: [own], scheme: schemeFor(own) };
  const form = { ...forms['CAdES, detached'], contentTimeStamp: true } as const;
  const stamp = (chain: number) => async (imprint: Uint8Array, digest: DigestName) => {
    const token = splitSignedData(await stampAt(imprint, digest, signer.signingTime));
    return joinSignedData({ ...token, certificates: Array.from({ length: chain }, () => certificate) });
  };
  await prepareDocument(pdf, form, by, stamp(1));
  await refuses(prepareDocument(pdf, form, by, stamp(300)), 'not-signable');
  await prepareDocument(pdf, form, signer, stamp(300));
});

function with_(
  prepared: PreparedDocument,
  changes: Partial<PreparedDocument['signature']['prepared']>,
): PreparedDocument {
  const { signature } = prepared;
  return {
    ...prepared,
    signature: { ...signature, prepared: { ...signature.prepared, ...changes } } as typeof signature,
  };
}

test('XAdES, enveloped: the signature stands in the document it is over', async () => {
  const xml = bytesSource(Buffer.from('<agreement><party>Ana</party></agreement>'));
  const form = { format: 'xades', packaging: 'enveloped' } as const;
  const stored = parseDocument(serializeDocument(await prepareDocument(xml, form, signer)));
  await requireUnchanged(xml, stored, stored.signature.prepared.dtbsr, certificate);
  const signature = sign('sha384', signedOctets(stored.signature, xml), keys.privateKey);
  const { octets } = await embedDocument(stored, { ...signer, signature }, xml);
  assert.match(Buffer.from(octets).toString(), /^<agreement><party>Ana<\/party><ds:Signature/);
  requireXmlSignature(octets);
});

function requireJws(octets: Uint8Array, packaging: 'attached' | 'detached'): void {
  const text = Buffer.from(octets).toString();
  const payload = packaging === 'attached' ? text.split('.')[1] : JSON.parse(text).payload;
  if (packaging === 'detached') assert.equal(payload, undefined);
  else assert.deepEqual(Buffer.from(payload, 'base64url'), Buffer.from(pdf.read(0, pdf.size)));
}

/** The document as it came, and one signature, judged by the suites of the formats. */
function requireContainer(octets: Uint8Array, kind: 'ASiC-S' | 'ASiC-E'): void {
  const container = readAsic(bytesSource(octets));
  assert.deepEqual([container.kind, signatureNames(container).length], [kind, 1]);
  assert.deepEqual(Buffer.from(containerFile(container, 'a page.pdf')), Buffer.from(pdf.read(0, pdf.size)));
}

test('ASiC-E with CAdES: a manifest of another document, or of one more, is found before signing', async () => {
  const prepared = await prepareDocument(pdf, forms['ASiC-E with CAdES'], signer);
  const { signature } = prepared;
  assert.ok(signature.format === 'cades' && signature.container?.manifest);
  const manifest = Buffer.from(signature.container.manifest).toString();
  const entry = /<asic:DataObjectReference.*<\/asic:DataObjectReference>/.exec(manifest)?.[0] ?? '';
  const others = [
    manifest.replace(entry, ''),
    manifest.replace(entry, entry + entry),
    manifest.replace('Value>', 'Value>AAAA'),
    manifest.replace('xmldsig-more#sha384', 'xmlenc#sha256').replace('2001/04/xmldsig-more', '2001/04/xmlenc'),
  ];
  for (const other of others) {
    assert.notEqual(other, manifest);
    const container = { ...signature.container, manifest: Buffer.from(other) };
    const over = { packaging: 'detached', content: { octets: Buffer.from(other) } } as const;
    // With attributes over it, and all of it approved.
    for (const one of [signature.prepared, prepareCades(over, { ...signer, digest: 'sha384' })]) {
      const changed = { ...prepared, signature: { ...signature, prepared: one, container } };
      await refuses(requireUnchanged(pdf, changed, one.dtbsr, certificate), 'changed');
    }
  }
});

for (const name of ['XAdES, enveloping', 'XAdES, detached', 'ASiC-E with XAdES', 'JAdES, detached'] as const)
  test(`${name}: what was prepared for another document is found, whoever approved it`, async () => {
    const { originalSize, docSha256 } = await prepareDocument(pdf, forms[name], signer);
    const { signature } = await prepareDocument(bytesSource(Buffer.from('else')), forms[name], signer);
    const changed = { originalSize, docSha256, signature } as PreparedDocument;
    await refuses(requireUnchanged(pdf, changed, signature.prepared.dtbsr, certificate), 'changed');
  });

/** The XAdES suites of the formats judge it; here that it is one. */
function requireXmlSignature(octets: Uint8Array): void {
  assert.match(Buffer.from(octets).toString(), /<ds:SignatureValue[^>]*>[A-Za-z0-9+/=\s]{100,}<\/ds:SignatureValue>/);
}

async function readable(...given: Parameters<typeof requireReadable>): Promise<void> {
  requireReadable(...given);
}

function refuses(attempt: Promise<unknown>, code: ScaError['code']): Promise<void> {
  return assert.rejects(attempt, (error) => error instanceof ScaError && error.code === code);
}

async function onePage(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 300]);
  return document.save();
}

function selfSigned(): Promise<Uint8Array> {
  return certified(keys.publicKey);
}

/** By `keys`, whosever the key is. */
function certified(key: KeyObject): Promise<Uint8Array> {
  const spki = key.export({ type: 'spki', format: 'der' });
  const name = encodeName({ commonName: 'Ana' });
  const content = {
    serial: Uint8Array.of(1, Math.floor(Math.random() * 250)),
    issuer: name,
    subject: name,
    spki,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
    profile: { kind: 'signer' },
    issuerSpki: spki,
  } as const;
  return issueCertificate(content, { kind: 'ecdsa', digest: 'sha384' }, (tbs) => sign('sha384', tbs, keys.privateKey));
}
