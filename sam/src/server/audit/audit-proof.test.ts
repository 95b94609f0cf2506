import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseCertificate } from '@chancery/pki';
import type { AuditProof, RecordProof } from '../../client/index.ts';
import { type Bench, digest, ecdsa, onPostgres } from '../testing/bench.ts';
import { TestTimeStamping } from '../testing/time-stamping-authority.ts';
import type { AuditTrust } from './audit-checkpoints.ts';
import { exportAudit, proveSignature } from './audit-export.ts';
import { exportedLog } from './audit-folder.ts';
import { readProof, verifyProof } from './audit-proof.ts';
import { verifyExport } from './audit-verification.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-proof-'));
after(() => rmSync(folder, { recursive: true }));

onPostgres('the proof of a signature', (bench) => {
  let tsa: TestTimeStamping;
  let made: Made;
  let proof: AuditProof;
  let trust: AuditTrust;

  test('is the record, its path, its checkpoint and those up to the time-stamp: no database, no network, no clock', async () => {
    tsa = await TestTimeStamping.make();
    await bench().stop();
    const tsas = [{ id: 'tsa', certificate: Buffer.from(tsa.root).toString('base64url') }];
    const { config } = bench().options;
    bench().options = { ...bench().options, config: { ...config, trust: { ...config.trust, tsas } } };
    await bench().start();
    made = await signature(bench());
    assert.equal(await prove(made.chal), 'uncovered');
    await writeCheckpoint(bench().sam);
    assert.equal(verifyProof(await whole(made.chal), {}).records[0]?.time, undefined);
    for (let more = 0; more < 3; more++) await signature(bench()).then(() => writeCheckpoint(bench().sam));
    await stamp(bench(), tsa);
    proof = await whole(made.chal);
    const { jwk } = await bench().sam.module.call({ command: 'attest-public', key: 'checkpoint' });
    trust = { keys: [jwk.kid], tsaRoots: [parseCertificate(tsa.root)] };
    const verdict = verifyProof(proof, trust);
    assert.deepEqual([verdict.ok, verdict.keys], [true, [jwk.kid]]);
    const [{ content, time = '' } = assert.fail()] = verdict.records;
    assert.deepEqual([content.ev, content.object, content.detail?.['callId']], ['SIGN_OK', made.chal, made.call]);
    assert.ok(Date.parse(time) >= Date.parse(content.ts) - 1_000);
    assert.equal(proof.proofs[0]?.later.length, 3);
  });

  test('is found by the challenge, the call, and the hash of the value', async () => {
    const [value = ''] = made.hashes;
    for (const id of [made.call, value, Buffer.from(value, 'base64url').toString('hex')])
      assert.deepEqual(await prove(id), proof);
    assert.equal(await prove(digest()), 'unknown');
  });

  test('of another record, with another path, checkpoint, key or time-stamp proves nothing', async () => {
    const other = (await whole((await covered(bench())).chal)).proofs[0] ?? assert.fail();
    const [one = assert.fail()] = proof.proofs;
    const [next = ''] = one.later;
    const unstamped = { record: one.record, path: one.path, checkpoint: one.checkpoint, later: one.later };
    const wrong: readonly [string, RecordProof, AuditTrust?][] = [
      ['path', { ...one, record: one.record.replace(made.call, 'another') }],
      ['path', { ...one, record: one.record.replace(/"seq":(\d+)/, (_, n) => `"seq":${Number(n) - 1}`) }],
      ['path', { ...one, path: one.path.slice(1) }],
      ['path', { ...one, path: one.path.with(0, digest()) }],
      ['not-covered', { ...one, record: other.record }],
      ['not-covered', { ...one, checkpoint: next, later: one.later.slice(1) }],
      ['record', { ...one, record: 'nonsense' }],
      ['checkpoint', { ...one, checkpoint: 'nonsense' }],
      ['signature', { ...one, checkpoint: one.checkpoint.replace(/\.[^.]*$/, `.${next.split('.')[2]}`) }],
      ['key', one, { keys: [digest()] }],
      ['link', { ...one, later: one.later.toReversed() }],
      ['link', { ...one, later: one.later.slice(1) }],
      ['stamp', { ...one, later: one.later.slice(0, -1) }],
      ['stamp', { ...one, token: Buffer.from(await tsa.stamp(Buffer.alloc(32))).toString('base64url') }],
      ['stamp', one, { tsaRoots: [parseCertificate((await TestTimeStamping.make()).root)] }],
    ];
    for (const [finding, tampered, trusted = trust] of wrong) {
      const verdict = verifyProof({ ...proof, proofs: [tampered] }, trusted);
      assert.deepEqual([verdict.records, verdict.findings], [[], [{ proof: 0, finding }]]);
    }
    assert.equal(verifyProof({ ...proof, proofs: [unstamped] }, trust).ok, true);
    assert.equal(readProof({ ...proof, v: 2 }), undefined);
  });

  const prove = (id: string) => proveSignature(bench().options.database, id);

  async function whole(id: string): Promise<AuditProof> {
    const found = await prove(id);
    return typeof found === 'string' ? assert.fail(found) : found;
  }
});

onPostgres('an exported log', (bench) => {
  const exported = join(folder, 'log');
  const copy = join(folder, 'copy');
  let running: string;
  const verify = (place: string, trust: AuditTrust = {}) =>
    verifyExport(place, exportedLog(place) ?? assert.fail(), trust);

  test('is whole without its database, and ends with a checkpoint', async () => {
    await bench().stop();
    await bench().start();
    running = bench().sam.audit.chain;
    await covered(bench());
    await covered(bench());
    await bench().sam.audit.record({ ev: 'TEST', outcome: 'ok', actor: 'sam' });
    await exportAudit(bench().options.database, 'sam://test', exported);
    const verdict = await verify(exported);
    assert.deepEqual(verdict.findings, []);
    assert.ok(verdict.chains.length >= 2);
    assert.equal(readFileSync(join(exported, 'chains', `${running}.jsonl`), 'utf8').includes('TEST'), false);
  });

  test('in which something was changed, taken out, moved or cut off is named by its first bad place', async () => {
    const chain = join('chains', `${running}.jsonl`);
    const lines = (file: string) => readFileSync(join(exported, file), 'utf8').trimEnd().split('\n');
    const [records, marks] = [lines(chain), lines('checkpoints.jsonl')];
    const n = records.length;
    const last = marks.length;
    const stopped = readdirSync(join(exported, 'chains')).find((name) => !name.startsWith(running)) ?? '';
    const tampers: readonly [object, string, readonly string[]][] = [
      [{ chain: running, seq: 4, finding: 'hash' }, chain, records.with(3, records[3]?.replace('"ok"', '"no"') ?? '')],
      [{ chain: running, seq: 5, finding: 'gap' }, chain, records.toSpliced(3, 1)],
      [{ chain: running, seq: 5, finding: 'gap' }, chain, swapped(records, 3)],
      [{ chain: running, seq: 4, finding: 'hash' }, chain, records.with(3, 'nonsense')],
      [{ chain: running, seq: n, finding: 'missing-head' }, chain, records.slice(0, -1)],
      [{ cp: 2, finding: 'checkpoint-gap' }, 'checkpoints.jsonl', marks.toSpliced(1, 1)],
      [{ cp: 2, finding: 'checkpoint-gap' }, 'checkpoints.jsonl', swapped(marks, 1)],
      [
        { cp: last, finding: 'checkpoint-content' },
        'checkpoints.jsonl',
        marks.with(last - 1, `{"cp":${last},"jws":"x"}`),
      ],
    ];
    for (const [finding, file, tampered] of tampers) {
      const { findings } = await tamperedWith(file, tampered);
      assert.deepEqual(findings[0], finding);
    }
    const shorter = await tamperedWith('checkpoints.jsonl', marks.slice(0, -1));
    assert.equal(shorter.findings[0]?.finding, 'uncovered');
    cpSync(exported, copy, { recursive: true });
    rmSync(join(copy, 'chains', stopped));
    assert.equal((await verify(copy)).findings[0]?.finding, 'missing-head');
  });

  async function tamperedWith(file: string, lines: readonly string[]) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(exported, copy, { recursive: true });
    writeFileSync(join(copy, file), `${lines.join('\n')}\n`);
    return verify(copy);
  }
});

function swapped(lines: readonly string[], at: number): readonly string[] {
  return lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '');
}

type Made = { readonly chal: string; readonly call: string; readonly hashes: readonly string[] };

async function signature(bench: Bench): Promise<Made> {
  const person = await bench.enrol();
  const key = await bench.key(person);
  const digests = [digest()];
  const sad = await bench.sad(person, key, digests);
  const callId = digest();
  const { signatures } = await bench.ssa.sign({ sad, key, callId, scheme: ecdsa, digests });
  const hashes = signatures.map((value) => recordedHash(value));
  return { chal: sad.split('.')[0] ?? '', call: callId, hashes };
}

async function covered(bench: Bench): Promise<Made> {
  const made = await signature(bench);
  await writeCheckpoint(bench.sam);
  return made;
}

function recordedHash(value: string): string {
  return createHash('sha256').update(Buffer.from(value, 'base64url')).digest('base64url');
}

async function stamp(bench: Bench, tsa: TestTimeStamping): Promise<void> {
  for (const { cp, sha256 } of (await bench.ssa.checkpointsToStamp()).checkpoints) {
    const token = await tsa.stamp(Buffer.from(sha256, 'base64url'));
    await bench.ssa.stampCheckpoint({ cp, token: Buffer.from(token).toString('base64url') });
  }
}
