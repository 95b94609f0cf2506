import type { Logger } from 'pino';
import type { SamAddress } from '../client/index.ts';
import { readAnchor, requireNotBehind } from './anchor.ts';
import { answering } from './answer.ts';
import { Audit, chainHeads } from './audit.ts';
import { Checkpointing } from './checkpointing.ts';
import { checkConfig, type SamConfig } from './config.ts';
import { type OpenDatabase, openDatabase, type SamDatabase } from './database.ts';
import { beginEpoch, currentEpoch } from './epoch.ts';
import { type Listener, listen } from './listener.ts';
import { migrateLedger, requireMigrated } from './migrate.ts';
import { destroyOverdue } from './one-time-key.ts';
import { type ModuleOptions, openModule } from './open-module.ts';
import type { Sam } from './sam.ts';
import { replaceTrust, sealTrust } from './trust.ts';

export interface SamOptions extends ModuleOptions {
  /** An embedded database is migrated at start; a server must have been migrated before. */
  readonly database: SamDatabase;
  /** Where the last checkpoint of the audit log is kept, outside of what backs up the database. Absent: a restored database is not noticed. */
  readonly anchorFile?: string;
  readonly listen: { readonly ssa: SamAddress; readonly sic: SamAddress };
  readonly config: SamConfig;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

export interface RunningSam {
  /** Where it listens now, ports filled in. */
  readonly addresses: { readonly ssa: SamAddress; readonly sic: SamAddress };
  close(): Promise<void>;
}

/** A SAM that starts is a SAM that is configured: everything is checked before the first door opens. */
export async function startSam(options: SamOptions): Promise<RunningSam> {
  const { addresses, close } = await startInside(options);
  return { addresses, close };
}

/** The same, with the inside open: for the tests of this package, which edit rows as an attacker would. */
export async function startInside(options: SamOptions): Promise<RunningSam & { readonly sam: Sam }> {
  checkConfig(options.config);
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) {
      await step().catch((error: unknown) => options.logger.error({ err: error }, 'while stopping'));
    }
  };
  try {
    const sam = await openSam(options, closing);
    const [ssa, sic] = await openDoors(options, sam, closing);
    return { sam, addresses: { ssa: ssa.address, sic: sic.address }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closing = (() => Promise<void>)[];

async function openSam(options: SamOptions, closing: Closing): Promise<Sam> {
  const clock = options.clock ?? (() => new Date());
  const database = await openMigrated(options.database);
  closing.push(database.close);
  const { switchedOn = [] } = options.config;
  const module = await openModule(options, switchedOn);
  closing.push(() => module.close());
  const audit = new Audit(database.db, clock);
  const sam: Sam = { db: database.db, module, audit, config: options.config, clock };
  await begin(sam, options.anchorFile);
  const checkpointing = new Checkpointing(sam, options.anchorFile, options.logger);
  closing.push(async () => {
    await audit.record({ ev: 'SAM_STOPPED', outcome: 'ok', actor: 'sam' });
    await checkpointing.stop();
  });
  closing.push(everyMinute(() => destroyOverdue(sam), options.logger));
  await checkpointing.start();
  return sam;
}

const minute = 60_000;

/** Work that nobody waits for; the last of it is over when the SAM stops. */
function everyMinute(work: () => Promise<unknown>, logger: Logger): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(work).catch((error: unknown) => logger.error({ err: error }, 'while tidying up'));
  }, minute).unref();
  return async () => {
    clearInterval(timer);
    await last;
  };
}

async function openMigrated(database: SamDatabase): Promise<OpenDatabase> {
  const open = await openDatabase(database);
  try {
    await ('folder' in database ? migrateLedger(open.db) : requireMigrated(open.db));
    return open;
  } catch (error) {
    await open.close();
    throw error;
  }
}

/**
 * The first records of this run's chain: where all chains before it stood, and what is trusted from now on. `left` is the checkpoint of a
 * log that a declared restore has given up.
 */
async function begin(sam: Sam, anchorFile: string | undefined): Promise<void> {
  await beginEpoch(sam.db, sam.module);
  const epoch = await currentEpoch(sam.db);
  const left = await requireNotBehind(sam.db, epoch, anchorFile === undefined ? undefined : readAnchor(anchorFile));
  const trust = await sealTrust(sam.module, sam.config.trust);
  const { aud, switchedOn = [] } = sam.config;
  const restored = left === undefined ? {} : { left: left.jws };
  const detail = { heads: await chainHeads(sam.db), epoch, aud, switchedOn, ...restored };
  await sam.audit.record({ ev: 'SAM_STARTED', outcome: 'ok', actor: 'sam', detail });
  await sam.audit.commit((trx) => replaceTrust(trx, trust));
}

async function openDoors(options: SamOptions, sam: Sam, closing: Closing): Promise<[Listener, Listener]> {
  const answer = answering(sam, options.logger);
  const ssa = await listen('ssa', options.listen.ssa, answer);
  closing.push(() => ssa.close());
  const sic = await listen('sic', options.listen.sic, answer);
  closing.push(() => sic.close());
  return [ssa, sic];
}
