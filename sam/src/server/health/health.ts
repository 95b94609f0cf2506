import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, sql } from 'kysely';
import type { HealthCheck, HealthReport } from '../../client/index.ts';
import { authenticEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';

/** One part without which nothing is signed; `look` resolves to why it fails, or to undefined. */
export type HealthProbe = { readonly name: string; readonly look: () => Promise<string | undefined> };

/** Milliseconds a part may take to answer. */
const patience = 3_000;

/**
 * Fail secure (EN 419 241-1 SRG_SO, G13): what stops signing, by name, since when and why. Nothing here decides: each part refuses by
 * itself, and works again by itself.
 */
export class Health {
  readonly #probes: readonly HealthProbe[];
  readonly #clock: () => Date;
  readonly #changed: (check: HealthCheck) => void;
  readonly #failing = new Map<string, string>();
  #looking: Promise<HealthReport> | undefined;

  constructor(probes: readonly HealthProbe[], clock: () => Date, changed: (check: HealthCheck) => void) {
    this.#probes = probes;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Looks at every part; questions at the same time share one answer. */
  report(): Promise<HealthReport> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<HealthReport> {
    const checks = await Promise.all(this.#probes.map((probe) => this.#check(probe)));
    return { status: checks.every(({ ok }) => ok) ? 'ok' : 'unready', checks };
  }

  async #check({ name, look }: HealthProbe): Promise<HealthCheck> {
    const reason = await inTime(look()).catch((error: Error) => error.message || 'it does not answer');
    const since = this.#failing.get(name) ?? this.#clock().toISOString();
    const check = reason === undefined ? { name, ok: true } : { name, ok: false, since, reason };
    if (check.ok === this.#failing.has(name)) this.#changed(check.ok ? { ...check, since } : check);
    if (check.ok) this.#failing.delete(name);
    else this.#failing.set(name, since);
    return check;
  }
}

function inTime<T>(looking: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it does not answer in time')), patience);
  return Promise.race([looking, promise]).finally(() => clearTimeout(timer));
}

/** The parts every SAM has: its database, the log in it, the module, and an epoch that nobody edited. */
export function usualProbes(db: Kysely<Ledger>, module: CryptoModule): readonly HealthProbe[] {
  const done = async (work: Promise<unknown>) => void (await work);
  return [
    { name: 'database', look: () => done(sql`select 1`.execute(db)) },
    { name: 'audit', look: () => done(writable(db)) },
    { name: 'module', look: () => done(module.call({ command: 'row-mac', table: 'probe', row: new Uint8Array() })) },
    { name: 'epoch', look: () => done(authenticEpoch(db, module)) },
  ];
}

/** A record is written and taken back: that one could be read proves nothing. */
async function writable(db: Kysely<Ledger>): Promise<void> {
  const trx = await db.startTransaction().execute();
  try {
    await trx.insertInto('audit').values({ chain: 'probe', seq: 0, record: '', h: new Uint8Array() }).execute();
  } finally {
    await trx.rollback().execute();
  }
}
