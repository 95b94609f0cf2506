import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { encodeName, issueCertificate } from '@chancery/pki';
import { PDFDocument } from 'pdf-lib';
import {
  embedDocuments,
  type PreparedDocument,
  parseDocument,
  prepareDocuments,
  requireReadable,
  requireUnchanged,
  ScaError,
  schemeFor,
  serializeDocument,
} from './index.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const certificate = await selfSigned();
const scheme = schemeFor(certificate);
const document = await onePage();
const options = { certificates: [certificate], scheme, signingTime: new Date('2026-11-24T12:00:00Z') };
const prepared = prepareDocuments([document], options)[0] as PreparedDocument;

test('no octets, a picture and a truncated file are refused as no PDF or damaged', () => {
  refuses(() => requireReadable(new Uint8Array()), 'not-a-pdf');
  refuses(() => requireReadable(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')), 'not-a-pdf');
  assert.throws(() => requireReadable(document.subarray(0, 200)), ScaError);
});

test('a certificate nobody can read is refused', () => {
  refuses(() => schemeFor(new Uint8Array(20)), 'input');
});

test('each octet that changes after preparation is found before signing', () => {
  const other = Uint8Array.from(document);
  other[20] = (other[20] ?? 0) ^ 1;
  refuses(() => check(other, prepared), 'changed');
  refuses(() => check(document.subarray(1), prepared), 'changed');
  const appendix = Uint8Array.from(prepared.pades.appendix);
  appendix[3] = (appendix[3] ?? 0) ^ 1;
  refuses(() => check(document, with_({ appendix })), 'changed');
  refuses(() => check(document, with_({ messageDigest: new Uint8Array(48) })), 'changed');
  refuses(() => check(document, with_({ signedAttributes: new Uint8Array(10) })), 'changed');
  refuses(() => check(document, with_({ byteRange: [0, 10, 20, 30] })), 'changed');
});

test('a DTBS/R that was not approved is refused, and so is another certificate', async () => {
  refuses(() => requireUnchanged(document, prepared, new Uint8Array(48), certificate), 'not-approved');
  const renewed = await selfSigned();
  refuses(() => requireUnchanged(document, prepared, prepared.pades.dtbsr, renewed), 'changed');
});

test('a value that does not verify is never embedded', () => {
  const signature = sign('sha384', Buffer.from('something else'), keys.privateKey);
  refuses(() => embed(signature), 'signature-invalid');
  refuses(() => embedDocuments([prepared], { certificates: [certificate], scheme, signatures: [] }), 'input');
});

test('a stored preparation that is not ours is refused', () => {
  refuses(() => parseDocument('{}'), 'input');
  refuses(() => parseDocument('nothing'), 'input');
  refuses(() => parseDocument(JSON.stringify({ originalSize: 1, docSha256: '', pades: '{}' })), 'input');
});

test('what was prepared and stored is embedded another day, behind the untouched original', () => {
  const stored = parseDocument(serializeDocument(prepared));
  check(document, stored);
  const signature = sign('sha384', stored.pades.signedAttributes, keys.privateKey);
  const [appendix] = embedDocuments([stored], { certificates: [certificate], scheme, signatures: [signature] });
  assert.equal(appendix?.length, prepared.pades.appendix.length);
  requireReadable(Buffer.concat([document, appendix ?? Buffer.alloc(0)]));
});

function check(bytes: Uint8Array, candidate: PreparedDocument): void {
  requireUnchanged(bytes, candidate, prepared.pades.dtbsr, certificate);
}

function with_(changes: Partial<PreparedDocument['pades']>): PreparedDocument {
  return { ...prepared, pades: { ...prepared.pades, ...changes } };
}

function embed(signature: Uint8Array): Uint8Array[] {
  return embedDocuments([prepared], { certificates: [certificate], scheme, signatures: [signature] });
}

function refuses(act: () => unknown, code: ScaError['code']): void {
  assert.throws(act, (error) => error instanceof ScaError && error.code === code);
}

async function onePage(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([300, 300]);
  return pdf.save();
}

function selfSigned(): Promise<Uint8Array> {
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
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
