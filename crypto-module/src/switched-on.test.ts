import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  encodeName,
  messageScheme,
  type OptionalAlgorithm,
  verifyCertificationRequest,
  verifySignature,
} from '@chancery/pki';
import type { CryptoModule, KeyAlgorithm, LaneCommand, MessageAlgorithm, Scal } from './index.ts';
import { openSoftwareModule, readHeader, verifyHash } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-switched-on-'));
const kinds = ['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const;
const rsa: KeyAlgorithm = { kind: 'rsa', bits: 2048 };
const message = Buffer.from('signed attributes');
const legacy = { sha1: 'insecure-rsa-sha1', sha224: 'legacy-rsa-sha224' } as const;
const everything: readonly OptionalAlgorithm[] = ['ed25519', 'ml-dsa', ...Object.values(legacy)];
let module: CryptoModule;
/** The same keys, in a module whose operator has said nothing. */
let silent: CryptoModule;

before(async () => {
  module = await openSoftwareModule(folder, { switchedOn: everything });
  silent = await openSoftwareModule(folder);
});
after(async () => {
  await module.close();
  await silent.close();
  rmSync(folder, { recursive: true });
});

describe('where nothing is switched on', () => {
  for (const kind of kinds) {
    test(`no ${kind} key is made, and one made before neither signs nor asks for a certificate`, async () => {
      await refused(generate({ kind }), 'policy', silent);
      const { record } = await activeKey({ kind });
      await refused(signing(record, kind), 'policy', silent);
      const { record: assigned, spki } = await module.call(generate({ kind }));
      await refused(
        { command: 'csr', record: assigned, spki, subjectDer: encodeName({ commonName: 'A' }) },
        'policy',
        silent,
      );
    });
  }
  test('RSA signs no SHA-1 and no SHA-224, and neither does it with every other switch on', async () => {
    const { record } = await activeKey(rsa);
    for (const name of ['sha1', 'sha224'] as const) {
      const { scheme, digest } = over(name);
      await refused({ command: 'sign', record, scheme, digests: [digest] }, 'policy', silent);
      const others = everything.filter((one) => one !== legacy[name]);
      const other = await openSoftwareModule(folder, { switchedOn: others });
      await refused({ command: 'sign', record, scheme, digests: [digest] }, 'policy', other);
      await other.close();
    }
  });
});

for (const name of ['sha1', 'sha224'] as const) {
  const { scheme, digest } = over(name);
  describe(`RSA with ${name}, switched on`, () => {
    test('is refused for a SCAL2 key: an approval must bind one document', async () => {
      const { record } = await activeKey(rsa, 2);
      await refused({ command: 'sign', record, scheme, digests: [digest] }, 'policy');
    });
    test('is refused for ECDSA, for PSS and for a value of another length', async () => {
      const { record } = await activeKey(rsa);
      const sign = { command: 'sign', record, digests: [digest] } as const;
      await refused({ ...sign, scheme: { kind: 'rsa-pss', digest: name, saltLength: 20 } as never }, 'algorithm');
      await refused({ ...sign, scheme: { kind: 'ecdsa', digest: name } as never }, 'algorithm');
      await refused({ ...sign, scheme, digests: [Buffer.alloc(32)] }, 'input');
      await refused({ ...sign, scheme: { ...scheme, saltLength: 20 } as never }, 'input');
      const curve = await activeKey({ kind: 'ec', curve: 'P-256' });
      await refused({ ...sign, record: curve.record, scheme }, 'algorithm');
    });
    test('is what OpenSSL accepts, over this digest only', async () => {
      const { record, spki } = await activeKey(rsa);
      const { signatures } = await module.call({ command: 'sign', record, scheme, digests: [digest] });
      assert.ok(verifyHash(spki, scheme, digest, signatures[0]!));
      assert.ok(!verifyHash(spki, scheme, Buffer.alloc(digest.length), signatures[0]!));
      assert.ok(opensslVerifies(spki, digest, signatures[0]!, 'rsa_padding_mode:pkcs1', `digest:${name}`));
    });
  });
}

describe('keys that sign messages, switched on', () => {
  for (const kind of kinds) {
    test(`${kind}: the value is over the message; record, request and value belong to one key`, async () => {
      const { record, spki } = await activeKey({ kind });
      assert.deepEqual(readHeader(record.header).algorithm, { kind });
      const { signatures } = await module.call(signing(record, kind, [message, Buffer.from('another')]));
      assert.equal(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).asymmetricKeyType, kind);
      assert.ok(verifySignature(spki, messageScheme(kind), message, signatures[0]!));
      assert.ok(verifySignature(spki, messageScheme(kind), Buffer.from('another'), signatures[1]!));
      assert.ok(!verifySignature(spki, messageScheme(kind), message, signatures[1]!));
      const made = await module.call(generate({ kind }));
      const subjectDer = encodeName({ commonName: 'Ana Lopez', country: 'ES' });
      const { der } = await module.call({ command: 'csr', record: made.record, spki: made.spki, subjectDer });
      assert.ok(verifyCertificationRequest(der));
    });
    test(`${kind}: a digest command, another scheme, and what is no message are refused`, async () => {
      const { record } = await activeKey({ kind });
      const other = kinds.find((one) => one !== kind)!;
      await refused(signing(record, other), 'algorithm');
      await refused({ ...signing(record, kind), scheme: { kind, digest: 'sha256' } } as never, 'algorithm');
      await refused({ ...signing(record, kind), scheme: { ...messageScheme(kind), saltLength: 0 } } as never, 'input');
      await refused({ ...signing(record, kind), digests: [message] } as never, 'input');
      await refused(signing(record, kind, []), 'input');
      await refused(signing(record, kind, [Buffer.alloc(65_537)]), 'input');
      await refused(signing(record, kind, Array(1001).fill(message)), 'policy');
      await refused(
        { command: 'sign', record, scheme: { kind, digest: 'sha512' }, digests: [message] } as never,
        'algorithm',
      );
      const ordinary = await activeKey({ kind: 'ec', curve: 'P-256' });
      await refused(signing(ordinary.record, kind), 'algorithm');
    });
  }
  test('a header with a parameter that its kind has not is refused', async () => {
    const { record } = await activeKey({ kind: 'ed25519' });
    const header = Buffer.from(record.header);
    const at = header.indexOf('ed25519') + 'ed25519'.length;
    assert.deepEqual([header[at], header[at + 1]], [6, 0xf6]);
    header[at + 1] = 1;
    assert.throws(() => readHeader(header), { code: 'record-invalid' });
  });
  test('ed25519: OpenSSL accepts the value', async () => {
    const { record, spki } = await activeKey({ kind: 'ed25519' });
    const { signatures } = await module.call(signing(record, 'ed25519'));
    assert.ok(opensslVerifies(spki, message, signatures[0]!));
    assert.ok(!opensslVerifies(spki, Buffer.from('another'), signatures[0]!));
  });
});

function generate(algorithm: KeyAlgorithm, scal: Scal = 1) {
  return { command: 'generate', keyId: 'k', owner: 'o', algorithm, scal, policy: 'test' } as const;
}

function signing(
  record: Awaited<ReturnType<typeof activeKey>>['record'],
  kind: MessageAlgorithm['kind'],
  messages = [message],
) {
  return { command: 'sign-messages', record, scheme: messageScheme(kind), messages } as const;
}

async function refused(command: LaneCommand, code: string, by = module): Promise<void> {
  await assert.rejects(by.call(command), { name: 'CryptoModuleError', code });
}

async function activeKey(algorithm: KeyAlgorithm, scal: Scal = 1) {
  const made = await module.call(generate(algorithm, scal));
  const pending = await module.call({ command: 'transition', record: made.record, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const active = await module.call({ command: 'transition', record: pending.record, to: 'active', set });
  return { record: active.record, spki: made.spki };
}

/** With options it reads a digest, without them the message. */
function opensslVerifies(spki: Uint8Array, octets: Uint8Array, signature: Uint8Array, ...options: string[]): boolean {
  const file = (name: string, content: Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const key = ['-pubin', '-keyform', 'DER', '-inkey', file('spki.der', spki)];
  const how = options.length > 0 ? options.flatMap((option) => ['-pkeyopt', option]) : ['-rawin'];
  const signed = ['-in', file('octets', octets), '-sigfile', file('signature', signature)];
  const run = spawnSync('openssl', ['pkeyutl', '-verify', ...key, ...signed, ...how], { encoding: 'utf8' });
  return run.status === 0 && run.stdout.includes('Verified Successfully');
}

function over(digest: keyof typeof legacy) {
  return { scheme: { kind: 'rsa-pkcs1', digest } as const, digest: createHash(digest).update(message).digest() };
}
