import type { Logger } from 'pino';
import type { OfficerAddress, SamAddress } from '../client/index.ts';
import { readAnchor, requireNotBehind } from './anchor.ts';
import { answering } from './answer.ts';
import { Audit, chainHeads } from './audit.ts';
import { Checkpointing } from './checkpointing.ts';
import { checkConfig, type SamConfig } from './config.ts';
import { type OpenDatabase, openDatabase, type SamDatabase } from './database.ts';
import { beginEpoch, currentEpoch } from './epoch.ts';
import { listen } from './listener.ts';
import { migrateLedger, requireMigrated } from './migrate.ts';
import { seedOfficers } from './officer-seed.ts';
import { OfficerSessions } from './officer-session.ts';
import { destroyOverdue } from './one-time-key.ts';
import { type ModuleOptions, openModule } from './open-module.ts';
import type { Peer, Sam } from './sam.ts';
import { replaceTrust, sealTrust } from './trust.ts';

export interface SamOptions extends ModuleOptions {
  /** An embedded database is migrated at start; a server must have been migrated before. */
  readonly database: SamDatabase;
  /** Where the last checkpoint of the audit log is kept, outside of what backs up the database. Absent: a restored database is not noticed. */
  readonly anchorFile?: string;
  /** `officer`: the privileged users' door; none unless told. */
  readonly listen: { readonly ssa: SamAddress; readonly sic: SamAddress; readonly officer?: OfficerAddress };
  readonly config: SamConfig;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

export interface RunningSam {
  /** Where it listens now, ports filled in. */
  readonly addresses: { readonly ssa: SamAddress; readonly sic: SamAddress; readonly officer?: SamAddress };
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
    return { sam, addresses: await openDoors(options, sam, closing), close };
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
  const sam: Sam = { db: database.db, module, audit, config: options.config, clock, sessions: new OfficerSessions() };
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
  const officers = await seedOfficers(sam);
  const { aud, switchedOn = [] } = sam.config;
  const restored = left === undefined ? {} : { left: left.jws };
  const detail = { heads: await chainHeads(sam.db), epoch, aud, switchedOn, ...restored };
  await sam.audit.commit(async (trx) => {
    const seeded = await officers.seed(trx);
    return { value: undefined, events: [{ ev: 'SAM_STARTED', outcome: 'ok', actor: 'sam', detail }, ...seeded] };
  });
  if (officers.decide) return;
  const trust = await sealTrust(sam.module, sam.config.trust);
  await sam.audit.commit((trx) => replaceTrust(trx, trust));
}

async function openDoors(
  { listen: at, logger }: SamOptions,
  sam: Sam,
  closing: Closing,
): Promise<RunningSam['addresses']> {
  const answer = answering(sam, logger);
  const door = async (peer: Peer, address: SamAddress) => {
    const listener = await listen(peer, address, answer);
    closing.push(() => listener.close());
    return listener.address;
  };
  const both = { ssa: await door('ssa', at.ssa), sic: await door('sic', at.sic) };
  return at.officer === undefined ? both : { ...both, officer: await door('officer', at.officer) };
}
