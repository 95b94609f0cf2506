import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DigestScheme, LegacyScheme } from '@chancery/pki';
import { encodeName } from '@chancery/pki';
import type { CryptoModule, KeyAlgorithm } from './index.ts';
import { openSoftwareModule, verifyHash } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-signatures-'));
let module: CryptoModule;

before(async () => {
  module = await openSoftwareModule(join(folder, 'module'));
});
after(async () => {
  await module.close();
  rmSync(folder, { recursive: true });
});

const rsa = { kind: 'rsa', bits: 2048 } as const;
const cases: [KeyAlgorithm & { kind: 'rsa' | 'ec' }, DigestScheme[]][] = [
  [
    rsa,
    [
      { kind: 'rsa-pkcs1', digest: 'sha256' },
      { kind: 'rsa-pkcs1', digest: 'sha384' },
      { kind: 'rsa-pkcs1', digest: 'sha512' },
      { kind: 'rsa-pss', digest: 'sha256', saltLength: 0 },
      { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 },
      { kind: 'rsa-pss', digest: 'sha256', saltLength: 222 },
      { kind: 'rsa-pss', digest: 'sha512', saltLength: 64 },
    ],
  ],
  [{ kind: 'rsa', bits: 3072 }, [{ kind: 'rsa-pss', digest: 'sha384', saltLength: 48 }]],
  [
    { kind: 'ec', curve: 'P-256' },
    [
      { kind: 'ecdsa', digest: 'sha256' },
      { kind: 'ecdsa', digest: 'sha512' },
    ],
  ],
  [{ kind: 'ec', curve: 'P-384' }, [{ kind: 'ecdsa', digest: 'sha384' }]],
];

for (const [algorithm, schemes] of cases) {
  const label = algorithm.kind === 'rsa' ? `RSA-${algorithm.bits}` : algorithm.curve;
  test(`OpenSSL accepts what ${label} signs, and so does verifyHash, over this digest only`, async () => {
    const { record, spki } = await activeKey(algorithm);
    for (const scheme of schemes) {
      const digest = createHash(scheme.digest).update(`message for ${label}`).digest();
      const { signatures } = await module.call({ command: 'sign', record, scheme, digests: [digest] });
      const name = JSON.stringify(scheme);
      assert.ok(opensslVerifies(spki, scheme, digest, signatures[0]!), name);
      assert.ok(verifyHash(spki, scheme, digest, signatures[0]!), name);
      const other = createHash(scheme.digest).update('another').digest();
      assert.equal(verifyHash(spki, scheme, other, signatures[0]!), false, name);
    }
  });
}

test('verifyHash refuses a signature by another scheme, salt length or key, and a mutilated one', async () => {
  const { record, spki } = await activeKey(rsa);
  const scheme = { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 } as const;
  const digest = createHash('sha256').update('x').digest();
  const signature = (await module.call({ command: 'sign', record, scheme, digests: [digest] })).signatures[0]!;
  assert.equal(verifyHash(spki, { ...scheme, saltLength: 20 }, digest, signature), false);
  assert.equal(verifyHash(spki, { ...scheme, saltLength: 222 }, digest, signature), false);
  assert.equal(verifyHash(spki, { kind: 'rsa-pkcs1', digest: 'sha256' }, digest, signature), false);
  assert.equal(verifyHash(spki, { kind: 'ecdsa', digest: 'sha256' }, digest, signature), false);
  assert.equal(verifyHash((await activeKey(rsa)).spki, scheme, digest, signature), false);
  for (const broken of [signature.subarray(1), new Uint8Array(), new Uint8Array(256).fill(0xff)]) {
    assert.equal(verifyHash(spki, scheme, digest, broken), false);
  }
  assert.throws(() => verifyHash(spki, scheme, digest.subarray(1), signature), { code: 'input' });
});

test('OpenSSL accepts the certification request of an assigned key, which carries its own public key', async () => {
  const subjectDer = encodeName({ commonName: 'Ana Lopez', country: 'ES' });
  for (const [algorithm] of cases) {
    const made = await module.call({ command: 'generate', keyId: 'k', owner: 'o', algorithm, scal: 2, policy: 'test' });
    const { der } = await module.call({ command: 'csr', record: made.record, spki: made.spki, subjectDer });
    const file = join(folder, 'request.der');
    writeFileSync(file, der);
    const args = ['req', '-in', file, '-inform', 'DER', '-noout', '-verify', '-subject', '-pubkey'];
    const run = spawnSync('openssl', args, { encoding: 'utf8' });
    assert.match(run.stderr + run.stdout, /verify OK/);
    assert.match(run.stdout, /CN ?= ?Ana Lopez/);
    assert.ok(run.stdout.replace(/\n/g, '').includes(Buffer.from(made.spki).toString('base64')));
  }
});

async function activeKey(algorithm: KeyAlgorithm) {
  const made = await module.call({ command: 'generate', keyId: 'k', owner: 'o', algorithm, scal: 1, policy: 'test' });
  const pending = await module.call({ command: 'transition', record: made.record, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const active = await module.call({ command: 'transition', record: pending.record, to: 'active', set });
  return { record: active.record, spki: made.spki };
}

function opensslVerifies(
  spki: Uint8Array,
  scheme: DigestScheme | LegacyScheme,
  digest: Uint8Array,
  signature: Uint8Array,
) {
  const files = { key: join(folder, 'spki.der'), digest: join(folder, 'digest'), signature: join(folder, 'signature') };
  writeFileSync(files.key, spki);
  writeFileSync(files.digest, digest);
  writeFileSync(files.signature, signature);
  const key = ['-pubin', '-keyform', 'DER', '-inkey', files.key];
  const options = opensslOptions(scheme).flatMap((option) => ['-pkeyopt', option]);
  const args = ['pkeyutl', '-verify', ...key, '-in', files.digest, '-sigfile', files.signature, ...options];
  const run = spawnSync('openssl', args, { encoding: 'utf8' });
  return run.status === 0 && run.stdout.includes('Verified Successfully');
}

function opensslOptions(scheme: DigestScheme | LegacyScheme): string[] {
  if (scheme.kind === 'ecdsa') return [];
  if (scheme.kind === 'rsa-pkcs1') return [`digest:${scheme.digest}`, 'rsa_padding_mode:pkcs1'];
  const salt = `rsa_pss_saltlen:${scheme.saltLength}`;
  return [`digest:${scheme.digest}`, 'rsa_padding_mode:pss', `rsa_mgf1_md:${scheme.digest}`, salt];
}
