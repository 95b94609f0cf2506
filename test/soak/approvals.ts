/** A SAM on PostgreSQL with approvals to be spent. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateSam } from '../../sam/src/server/database/migrate.ts';
import { Bench, digest } from '../../sam/src/server/testing/bench.ts';
import { testIdp } from '../../sam/src/server/testing/identity-provider.ts';
import { startPostgres } from '../postgres.ts';

export interface Approvals {
  readonly bench: Bench;
  readonly url: string;
  /** Activated for an hour, each of so many distinct hashes. */
  approved(count: number, hashes: number): Promise<string[]>;
  close(): Promise<void>;
}

export async function openApprovals(): Promise<Approvals> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-soak-'));
  const postgres = await startPostgres();
  const url = postgres.url();
  await migrateSam({ url });
  const bench = new Bench(await testIdp(), folder, { url });
  await bench.start();
  const close = async () => {
    await bench.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  return { bench, url, close, approved: (count, hashes) => approved(bench, count, hashes) };
}

async function approved(bench: Bench, count: number, hashes: number): Promise<string[]> {
  const person = await bench.enrol();
  const key = await bench.key(person);
  const chals: string[] = [];
  for (let made = 0; made < count; made++) {
    const dtbsr = Array.from({ length: hashes }, () => digest());
    const { chal } = await bench.prepareSign(person, key, dtbsr, { lifetime: 3600 });
    await bench.approve(person, chal);
    chals.push(chal);
  }
  return chals;
}
