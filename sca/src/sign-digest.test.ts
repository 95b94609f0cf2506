import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { encodeName, issueCertificate } from '@chancery/pki';
import { prepareDigest, schemeFor } from './index.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const certificate = await selfSigned();
const scheme = schemeFor(certificate);
const signer = { certificates: [certificate], scheme, signingTime: new Date('2026-11-24T12:00:00Z') };
const value = createHash('sha256').update('a document that stays where it is').digest();

async function selfSigned(): Promise<Uint8Array> {
  const name = encodeName({ commonName: 'Ana' });
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const content = {
    serial: Uint8Array.of(0x5a),
    ...{ issuer: name, subject: name, spki, issuerSpki: spki },
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    profile: { kind: 'signer' },
  } as const;
  return issueCertificate(content, { kind: 'ecdsa', digest: 'sha256' }, (tbs) => sign('sha256', tbs, keys.privateKey));
}

function signed(octets: Uint8Array) {
  return { certificates: [certificate], scheme, signature: sign('sha256', octets, keys.privateKey) };
}

for (const format of ['pades', 'cades', 'xades', 'jades'] as const) {
  test(`${format}: a value of another key, or over something else, is not embedded`, () => {
    const prepared = prepareDigest(value, { format }, signer);
    assert.equal(prepared.dtbsr.length, 32);
    assert.throws(() => prepared.embed(signed(Buffer.from('something else'))), { code: 'signature-invalid' });
  });
  test(`${format}: a digest of another length is refused`, () => {
    assert.throws(() => prepareDigest(value.subarray(1), { format }, signer), { code: 'input' });
  });
}

test('a certificate nobody can read is refused', () => {
  for (const format of ['pades', 'cades', 'xades', 'jades'] as const)
    assert.throws(() => prepareDigest(value, { format }, { ...signer, certificates: [new Uint8Array(4)] }), {
      code: 'input',
    });
});
