/** A SAM on PostgreSQL and lanes over SoftHSM, in processes of their own, with people who approve. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SamClient, SicSamClient, type SignRequest } from '@chancery/sam/client';
import type { ModuleAlgorithm } from '../../crypto-module/src/pkcs11/provider-profile.ts';
import { laneProcesses } from '../../crypto-module/src/testing/lane-processes.ts';
import { SoftHsm } from '../../crypto-module/src/testing/softhsm.ts';
import { migrateSam } from '../../sam/src/server/database/migrate.ts';
import { Bench, digest } from '../../sam/src/server/testing/bench.ts';
import { testIdp } from '../../sam/src/server/testing/identity-provider.ts';
import { startPostgres } from '../postgres.ts';
import { familyTime, postmasterOf, processorTime } from './processor-time.ts';
import type { SamSetup } from './sam-process.ts';

/** Milliseconds of processor time since the processes began. */
export interface TimeByProcess {
  readonly sam: number;
  readonly lanes: number;
  readonly postgres: number;
}

type Token = ReturnType<SoftHsm['token']>;

export class SamOverTokens {
  readonly hsm: SoftHsm;
  readonly token: Token;
  readonly bench: Bench;
  readonly #sam: ChildProcess;
  readonly #postmaster: number;
  readonly #close: () => Promise<void>;

  private constructor(
    at: { hsm: SoftHsm; token: Token; bench: Bench; sam: ChildProcess; postmaster: number },
    close: () => Promise<void>,
  ) {
    this.hsm = at.hsm;
    this.token = at.token;
    this.bench = at.bench;
    this.#sam = at.sam;
    this.#postmaster = at.postmaster;
    this.#close = close;
  }

  static async open(algorithms: readonly ModuleAlgorithm[], lanes: number): Promise<SamOverTokens> {
    const [hsm, postgres, folder] = [
      new SoftHsm(),
      await startPostgres(),
      mkdtempSync(join(tmpdir(), 'chancery-bench-')),
    ];
    const [token, url, idp] = [hsm.token('bench'), postgres.url('sam'), await testIdp()];
    await migrateSam({ url });
    const sam = await startSam({ folder, url, idp: idp.trusted, pkcs11: { ...hsm.options(token), algorithms, lanes } });
    const bench = new Bench(idp, folder, { url });
    bench.ssa = new SamClient(bench.options.listen.ssa);
    bench.sic = new SicSamClient(bench.options.listen.sic);
    const postmaster = await postmasterOf(url);
    return new SamOverTokens({ hsm, token, bench, sam, postmaster }, async () => {
      sam.disconnect();
      await once(sam, 'exit');
      await postgres.stop();
      hsm.remove();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  times(): TimeByProcess {
    const { pid = 0 } = this.#sam;
    return {
      sam: processorTime([pid]),
      lanes: processorTime(laneProcesses(pid)),
      postgres: familyTime(this.#postmaster),
    };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

async function startSam(setup: SamSetup): Promise<ChildProcess> {
  const sam = fork(join(import.meta.dirname, 'sam-process.ts'), { serialization: 'advanced' });
  sam.send(setup);
  await once(sam, 'message');
  return sam;
}

/** Who signs with a key of hers, as often as she has approved. */
export class Signing {
  readonly #bench: Bench;
  readonly #person: Awaited<ReturnType<Bench['enrol']>>;
  readonly #key: string;
  readonly #kind: 'ecdsa' | 'rsa-pkcs1';

  private constructor(
    bench: Bench,
    person: Awaited<ReturnType<Bench['enrol']>>,
    key: string,
    kind: 'ecdsa' | 'rsa-pkcs1',
  ) {
    this.#bench = bench;
    this.#person = person;
    this.#key = key;
    this.#kind = kind;
  }

  static async enrol(bench: Bench, algorithm: ModuleAlgorithm): Promise<Signing> {
    const person = await bench.enrol();
    return new Signing(
      bench,
      person,
      await bench.key(person, algorithm),
      algorithm.kind === 'ec' ? 'ecdsa' : 'rsa-pkcs1',
    );
  }

  /** One approval of so many hashes, each for a call of its own. */
  async approved(hashes: number): Promise<SignRequest[]> {
    const all = Array.from({ length: hashes }, () => digest());
    const sad = await this.#bench.sad(this.#person, this.#key, all);
    const scheme = { kind: this.#kind, digest: 'sha256' } as const;
    return all.map((one) => ({ sad, key: this.#key, scheme, digests: [one], callId: randomUUID() }));
  }
}
