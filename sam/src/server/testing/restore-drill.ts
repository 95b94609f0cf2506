import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approveRestore, type RestoreRequest, requestRestore } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { sha256File } from '../backup/backup.ts';
import { restoreSam } from '../backup/restore.ts';
import type { SamDatabase } from '../database/database.ts';
import type { ModuleOptions } from '../keys/open-module.ts';
import { Bench, digest, ecdsa, type Person, refusedWith } from './bench.ts';
import { TestOfficers } from './officers.ts';

/** What stands in the database when it is backed up, and the backup. */
export type BackedUp = {
  readonly person: Person;
  readonly key: string;
  readonly hashes: readonly [string, string];
  readonly sad: string;
  readonly open: string;
  readonly file: string;
};

/** A backup that officers decide about, and its restoration elsewhere. */
export class RestoreDrill {
  readonly officers: TestOfficers;
  readonly #folder = mkdtempSync(join(tmpdir(), 'chancery-backup-'));

  private constructor(officers: TestOfficers) {
    this.officers = officers;
  }

  static async make(): Promise<RestoreDrill> {
    return new RestoreDrill(await TestOfficers.make());
  }

  remove(): void {
    this.officers.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A folder of this drill that is not there yet. */
  place(name: string): string {
    return join(this.#folder, name);
  }

  /** Gives a SAM officers, a signer and what she has signed and not signed yet; and backs it up. */
  async backedUp(bench: Bench, name: string): Promise<BackedUp> {
    const backupFolder = join(this.#folder, name);
    mkdirSync(backupFolder, { recursive: true });
    await bench.stop();
    const { listen, config } = bench.options;
    const officer = this.officers.door();
    bench.options = {
      ...bench.options,
      listen: { ...listen, officer },
      config: { ...config, officers: this.officers.list, backupFolder },
    };
    await bench.start();
    const person = await bench.enrol();
    const key = await bench.key(person);
    const hashes = [digest(), digest()] as const;
    const sad = await bench.sad(person, key, hashes);
    await bench.ssa.sign({ sad, key, callId: 'before', scheme: ecdsa, digests: [hashes[0]] });
    const { chal: open } = await bench.prepareSign(person, key, [digest()]);
    return { person, key, hashes, sad, open, file: await this.#backUp() };
  }

  async #backUp(): Promise<string> {
    const [olga, ada, carl] = ['olga', 'ada', 'carl'].map((name) => this.officers.client(name));
    assert.ok(olga && ada && carl);
    const asked = await olga.request({ type: 'backup', params: {}, reason: 'Every night.' });
    await assert.rejects(olga.backUp(asked.op), refusedWith('policy'));
    for (const one of [ada, carl]) await one.approve(asked);
    await assert.rejects(ada.backUp(asked.op), refusedWith('policy'));
    const { file, sha256 } = await olga.backUp(asked.op);
    assert.equal(sha256, await sha256File(file));
    await assert.rejects(olga.backUp(asked.op), refusedWith('expired'));
    for (const one of [olga, ada, carl]) await one.close();
    return file;
  }

  /** What approves the restoration of this file, by these. */
  async request(file: string, ...approvers: readonly string[]): Promise<RestoreRequest> {
    const ask = { aud: 'sam://test', officer: 'olga', backupSha256: await sha256File(file), reason: 'Disk lost.' };
    let request = await requestRestore(ask, new Date(), (act) => this.officers.sign('olga', act));
    for (const name of approvers) request = await approveRestore(request, name, (act) => this.officers.sign(name, act));
    return request;
  }

  /** Restores into `database` by another module, and starts a SAM there. */
  async restored(bench: Bench, file: string, database: SamDatabase, module: ModuleOptions): Promise<Bench> {
    const request = await this.request(file, 'ada', 'carl');
    await restoreSam({ aud: 'sam://test', database, file, request, now: new Date(), ...module });
    const restored = new Bench(bench.idp, mkdtempSync(join(this.#folder, 'node-')), database);
    restored.options = { ...restored.options, ...module };
    await restored.start();
    return restored;
  }
}

/** Nothing that was approved or open before it is worth anything. */
export async function reopensNothing(restored: Bench, { person, key, hashes, sad, open }: BackedUp): Promise<void> {
  for (const [callId, hash] of hashes.entries()) {
    const call = { sad, key, callId: `${callId}`, scheme: ecdsa, digests: [hash] };
    await assert.rejects(restored.ssa.sign(call), refusedWith('expired'));
  }
  await assert.rejects(restored.approve(person, open), refusedWith('expired'));
}

/** Her key is hers still, by what she approves now. */
export async function signsAgain(restored: Bench, { person, key }: BackedUp): Promise<void> {
  const hash = digest();
  const sad = await restored.sad(person, key, [hash]);
  const call = { sad, key, callId: 'after', scheme: ecdsa, digests: [hash] };
  assert.equal((await restored.ssa.sign(call)).signatures.length, 1);
  assert.deepEqual((await verifyAudit(restored.sam.db)).findings, []);
}
