import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { embedPades, type PadesOptions, preparePades } from '@chancery/ades';
import { encodeName, issueCertificate, messageScheme, parseCertificate } from '@chancery/pki';
import { samplePdf } from './sample-pdf.test.ts';
import { validatePdf } from './validate.ts';

const at = new Date('2025-01-01T00:00:00Z');
const times = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('2026-01-01T00:00:00Z') };
const sha1 = { kind: 'rsa-pkcs1', digest: 'sha1' } as const;
const strong = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
const oldReader = { subFilter: 'adbe.pkcs7.detached', withInsecureSha1: true } as const;

type Pair = ReturnType<typeof generateKeyPairSync>;

/** What validation says of a PDF signed with this key under a root of its own. */
async function verdictOn(pair: Pair, scheme: PadesOptions['scheme'], more: Partial<PadesOptions> = {}) {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = (key: Pair['publicKey']) => key.export({ type: 'spki', format: 'der' });
  const issuer = encodeName({ commonName: 'Root' });
  const common = { issuer, ...times, issuerSpki: spki(authority.publicKey) };
  const signed = (tbs: Uint8Array) => sign('sha256', tbs, authority.privateKey);
  const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;
  const own = {
    serial: Uint8Array.of(1),
    subject: issuer,
    spki: common.issuerSpki,
    profile: { kind: 'root' },
  } as const;
  const root = await issueCertificate({ ...common, ...own }, ecdsa, signed);
  const subject = encodeName({ commonName: 'Signer' });
  const leaf = { serial: Uint8Array.of(2), subject, spki: spki(pair.publicKey), profile: { kind: 'signer' } } as const;
  const certificates = [await issueCertificate({ ...common, ...leaf }, ecdsa, signed)];
  const pdf = samplePdf();
  const prepared = preparePades(pdf, { digest: scheme.digest, certificates, scheme, signingTime: at, ...more });
  const hash = scheme.kind === 'rsa-pkcs1' ? scheme.digest : null;
  const signature = sign(hash, prepared.signedAttributes, pair.privateKey);
  const file = Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
  const [found = assert.fail()] = validatePdf(file, { roots: [parseCertificate(root)], at }).signatures;
  return found;
}

test('RSA with SHA-1 is never passed, whoever allowed it to be made, and the report says why', async () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const weak = await verdictOn(pair, sha1, oldReader);
  assert.deepEqual([weak.indication, weak.subIndication], ['INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE']);
  assert.match(JSON.stringify(weak), /too weak or unknown/);
  assert.equal((await verdictOn(pair, strong, { subFilter: 'adbe.pkcs7.detached' })).indication, 'TOTAL-PASSED');
});

for (const kind of ['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const) {
  test(`${kind} is verified without any switch`, async () => {
    const pair = generateKeyPairSync(kind as 'ed25519');
    assert.equal((await verdictOn(pair, messageScheme(kind))).indication, 'TOTAL-PASSED');
  });
}
