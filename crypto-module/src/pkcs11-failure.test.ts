import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { CryptoModule, KeyRecord, Scal } from './index.ts';
import { CryptoModuleError, openPkcs11Module, verifyHash } from './index.ts';
import { laneProcesses } from './testing/lane-processes.ts';
import { moduleKeyLabels, SoftHsm, softHsmLacking } from './testing/softhsm.ts';

const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;
const digest = Buffer.alloc(32, 7);
const algorithms = [{ kind: 'ec', curve: 'P-256' }] as const;

describe('when something fails', { skip: softHsmLacking() }, () => {
  let hsm: SoftHsm;
  let first: ReturnType<SoftHsm['token']>;
  let second: ReturnType<SoftHsm['token']>;
  const homes = new Map<string, string>();
  before(() => {
    hsm = new SoftHsm();
    first = hsm.token('first');
    homes.set('first', readdirSync(hsm.tokenFolder)[0]!);
    second = hsm.token('second');
  });
  after(() => hsm.remove());

  test('a lane killed in the middle of signing: one clean error, the next call is served, nothing stays in the token', async () => {
    const module = await openPkcs11Module({ ...hsm.options(first), algorithms });
    const { record } = await activeKey(module);
    const thousand = { command: 'sign', record, scheme: ecdsa, digests: Array<Buffer>(1000).fill(digest) } as const;
    const answers = Array.from({ length: 20 }, () => outcome(module.call(thousand)));
    await pause(30);
    const [pid] = laneProcesses(process.pid);
    process.kill(pid!, 'SIGKILL');
    const settled = await Promise.all(answers);
    assert.equal(settled.at(-1), 'unavailable');
    assert.ok(settled.every((one) => one === 'done' || one === 'unavailable'));
    assert.equal(await outcome(module.call(signing(record))), 'done');
    await module.close();
    assert.deepEqual(objectsOf(first), [...moduleKeyLabels].sort());
  });

  test('a token that goes away in the middle of the load: every call is answered by the other, and it comes back', async () => {
    const module = await openPkcs11Module({ ...hsm.options(first, second), algorithms, probeAfterMs: 50 });
    const { record, spki } = await activeKey(module);
    const signed = async () => (await module.call(signing(record))).signatures[0]!;
    await Promise.all(Array.from({ length: 20 }, signed));
    move('first', 'away');
    const values = await Promise.all(Array.from({ length: 60 }, signed));
    assert.ok(values.every((value) => verifyHash(spki, ecdsa, digest, value)));
    move('first', 'back');
    while (!(await servedBy(module, first.label))) await pause(20);
    await module.close();
  });

  test('no token that answers: one clean error that names the last, until one is back', async () => {
    const module = await openPkcs11Module({ ...hsm.options(first), algorithms, probeAfterMs: 20 });
    const { record } = await activeKey(module);
    move('first', 'away');
    for (let i = 0; i < 5; i++) assert.equal(await outcome(module.call(signing(record))), 'unavailable');
    await assert.rejects(module.call(signing(record)), { message: 'no token of the module answers' });
    const [{ since = '', ...state } = {}] = module.tokens?.() ?? [];
    assert.deepEqual(state, {
      label: 'first',
      ok: false,
      reason: 'There is no token with the label first.',
      profile: 'N',
    });
    assert.ok(Date.parse(since) <= Date.now());
    move('first', 'back');
    while ((await outcome(module.call(signing(record)))) !== 'done') await pause(20);
    assert.deepEqual(module.tokens?.(), [{ label: 'first', ok: true, profile: 'N' }]);
    await module.close();
  });

  test('a load leaves no object, and no session could write one: so a foreign witness wrote it down', async () => {
    const { options, calls, written } = hsm.spied({ ...hsm.options(second), algorithms });
    const module = await openPkcs11Module(options);
    const { record } = await activeKey(module);
    const broken = { ...record, blob: Uint8Array.from(record.blob!, (octet, i) => (i === 20 ? octet ^ 1 : octet)) };
    await Promise.all(Array.from({ length: 200 }, () => outcome(module.call(signing(record)))));
    assert.equal(await outcome(module.call(signing(broken))), 'record-invalid');
    const before = calls('C_CloseSession');
    for (let i = 0; i < 6; i++) await Promise.all(Array.from({ length: 900 }, () => module.call(row)));
    assert.equal(calls('C_CloseSession'), before + 1, 'a session is renewed after 5,000 uses');
    await module.close();
    const refusedBlobs = 2;
    const made = 2 * calls('C_GenerateKeyPair') + calls('C_UnwrapKey') - refusedBlobs;
    assert.ok(calls('C_UnwrapKey') > 200);
    assert.equal(calls('C_DestroyObject'), made);
    assert.equal(calls('C_Login'), 1);
    const readOnly = '0x4';
    assert.deepEqual([...new Set(written().match(/(?<=\[in\] flags = )0x\d+/g))], [readOnly]);
    assert.deepEqual(objectsOf(second), [...moduleKeyLabels].sort());
  });

  test('a foreign program with the PIN cannot read a key-encryption key', () => {
    const read = ['--read-object', '--type', 'secrkey', '--label', 'chancery-kek-2'];
    assert.throws(() => pkcs11Tool(first, ...read), /sensitive|CKR_ATTRIBUTE_SENSITIVE/i);
  });

  function move(label: string, where: 'away' | 'back'): void {
    const [home, away] = [join(hsm.tokenFolder, homes.get(label)!), join(hsm.folder, `${label} away`)];
    renameSync(where === 'away' ? home : away, where === 'away' ? away : home);
  }

  /** Whether this token works again: its process has used its processor when a hundred calls are through. */
  async function servedBy(module: CryptoModule, label: string): Promise<boolean> {
    const [pid] = laneProcesses(process.pid, label);
    const before = switches(pid!);
    await Promise.all(Array.from({ length: 10 }, () => module.call({ command: 'row-mac', table: 't', row: digest })));
    return switches(pid!) > before;
  }

  function switches(pid: number): number {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
  }

  /** The labels of what the token holds, each once, as OpenSC sees it. */
  function objectsOf(token: ReturnType<SoftHsm['token']>): string[] {
    const labels = pkcs11Tool(token, '--list-objects').match(/(?<=label: +)\S+/g) ?? [];
    return [...new Set(labels)].sort();
  }

  function pkcs11Tool({ label, pin }: ReturnType<SoftHsm['token']>, ...args: string[]): string {
    const login = ['--module', hsm.library, '--token-label', label, '--login', '--pin', pin];
    return execFileSync('pkcs11-tool', [...login, ...args], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin', ...hsm.environment },
      stdio: 'pipe',
    });
  }
});

const row = { command: 'row-mac', table: 'slot', row: digest } as const;

function signing(record: KeyRecord) {
  return { command: 'sign', record, scheme: ecdsa, digests: [digest] } as const;
}

async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof CryptoModuleError ? error.code : 'something else'),
  );
}

async function activeKey(module: CryptoModule, scal: Scal = 2) {
  const algorithm = { kind: 'ec', curve: 'P-256' } as const;
  const key = { keyId: 'k_1', owner: 'sgn_1', policy: 'test', algorithm, scal } as const;
  const { record: made, spki } = await module.call({ command: 'generate', ...key });
  const { record: pending } = await module.call({ command: 'transition', record: made, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const { record } = await module.call({ command: 'transition', record: pending, to: 'active', set });
  return { record, spki };
}
