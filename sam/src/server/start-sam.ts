import type { Logger } from 'pino';
import type { OfficerAddress, SamAddress } from '../client/index.ts';
import { readAnchor, requireNotBehind } from './audit/anchor.ts';
import { Audit } from './audit/audit.ts';
import { chainHeads } from './audit/chain.ts';
import { Checkpointing } from './audit/checkpointing.ts';
import { requireTimeAfterLog } from './audit/time-of-log.ts';
import { checkConfig, type SamConfig } from './config.ts';
import { type OpenDatabase, openDatabase, type SamDatabase } from './database/database.ts';
import { confirmedCommit, requireDurable } from './database/durable.ts';
import { beginEpoch, currentEpoch } from './database/epoch.ts';
import { migrateLedger, requireMigrated } from './database/migrate.ts';
import { answering } from './door/answer.ts';
import { type HealthAddress, openHealthDoor } from './door/health-door.ts';
import { listen } from './door/listener.ts';
import { messageGateway } from './factors/message-gateway.ts';
import { ClockWatch, type Synchronised } from './health/clock-watch.ts';
import { Health, usualProbes } from './health/health.ts';
import { poolOf } from './keys/check-pool.ts';
import { KeyPool } from './keys/key-pool.ts';
import { ModuleLoad } from './keys/module-load.ts';
import { destroyOverdue } from './keys/one-time-key.ts';
import { type ModuleOptions, openModule } from './keys/open-module.ts';
import { OrderedRewraps } from './keys/ordered-rewraps.ts';
import { officersIn } from './officers/officer.ts';
import { firstDecisions } from './officers/officer-seed.ts';
import { OfficerSessions } from './officers/officer-session.ts';
import type { Peer, Sam } from './sam.ts';
import { SamStartError } from './start-error.ts';

export interface SamOptions extends ModuleOptions {
  /** An embedded database is migrated at start; a server must have been migrated before. */
  readonly database: SamDatabase;
  /** Where the last checkpoint of the audit log is kept, outside of what backs up the database. Absent: a restored database is not noticed. */
  readonly anchorFile?: string;
  /** `officer`: the privileged users' door; none unless told. */
  readonly listen: {
    readonly ssa: SamAddress;
    readonly sic: SamAddress;
    readonly officer?: OfficerAddress;
    readonly health?: HealthAddress;
  };
  /** The one peer that the SAM dials, for messages to signers: a Unix socket, or mutual TLS. Without it none are sent. */
  readonly messaging?: SamAddress;
  readonly config: SamConfig;
  readonly logger: Logger;
  readonly clock?: () => Date;
  /** Milliseconds that only rise, against which the clock is held. */
  readonly monotonic?: () => number;
  /** How the host tells that its clock is synchronised. Absent: only steps are found. */
  readonly synchronised?: Synchronised;
  /** What is told of the integrity of the program (EN 419 241-1 SRG_SO). */
  readonly program?: string;
}

export interface RunningSam {
  /** Where it listens now, ports filled in. */
  readonly addresses: {
    readonly ssa: SamAddress;
    readonly sic: SamAddress;
    readonly officer?: SamAddress;
    readonly health?: HealthAddress;
  };
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
  const watch = watchClock(options);
  const clock = () => watch.now();
  const database = await openMigrated(options.database);
  closing.push(database.close);
  const { switchedOn = [] } = options.config;
  const opened = await openModule(options, switchedOn);
  closing.push(() => opened.close());
  const load = new ModuleLoad();
  const module = load.counted(opened);
  const audit = new Audit(database.db, clock);
  const store = { db: database.db, module: opened, audit, clock };
  const pool = new KeyPool(store, poolOf(options.config), load, options.logger);
  // Its probe is no work of anybody’s: however often a balancer asks, the pool is filled.
  const health = healthOf(options, watch, database.db, opened, audit);
  const gateway = options.messaging === undefined ? {} : { gateway: messageGateway(options.messaging) };
  if (gateway.gateway !== undefined) closing.push(async () => gateway.gateway.close());
  const sam: Sam = {
    db: database.db,
    module,
    audit,
    config: options.config,
    clock,
    sessions: new OfficerSessions(),
    health,
    pool,
    clockFault: () => watch.fault(),
    ...gateway,
  };
  // Where the host says that it is synchronised, it was the clock of the log that was wrong.
  if (options.synchronised === undefined) await requireTimeAfterLog(sam.db, clock());
  await begin(sam, options.anchorFile);
  const checkpointing = new Checkpointing(sam, options.anchorFile, options.logger);
  closing.push(async () => {
    await audit.record({ ev: 'SAM_STOPPED', outcome: 'ok', actor: 'sam' });
    await checkpointing.stop();
  });
  closing.push(everyMinute(() => destroyOverdue(sam), options.logger));
  closing.push(everyMinute(() => health.report(), options.logger));
  const rewraps = new OrderedRewraps(sam);
  closing.push(everyMinute(() => rewraps.carryOut(), options.logger));
  closing.push(async () => rewraps.stop());
  closing.push(everyMinute(() => pool.fill(), options.logger));
  closing.push(() => pool.stop());
  await checkpointing.start();
  pool.refill();
  return sam;
}

/** Throws SamStartError `clock`. */
function watchClock({ clock = () => new Date(), monotonic = () => performance.now(), synchronised }: SamOptions) {
  const watch = new ClockWatch({ wall: clock, monotonic, synchronised });
  const fault = watch.fault();
  if (fault === undefined) return watch;
  throw new SamStartError('clock', `Nothing is signed by this clock: ${fault}.`);
}

/** What stops and resumes is in the log as soon as it can be written. */
function healthOf(
  { logger, database }: SamOptions,
  watch: ClockWatch,
  db: Sam['db'],
  module: Sam['module'],
  audit: Audit,
): Health {
  const commits = confirmedCommit(db);
  const confirmed = { name: 'commit', look: async () => void (await commits()) };
  const probes = [
    ...usualProbes(db, module),
    ...('url' in database ? [confirmed] : []),
    { name: 'checkpoints', look: async () => audit.stoppedBy() },
    { name: 'clock', look: async () => watch.fault() },
  ];
  return new Health(
    probes,
    () => watch.now(),
    ({ ok, ...detail }) => {
      logger[ok ? 'info' : 'error'](detail, ok ? 'works again' : 'signing has stopped');
      const ev = ok ? 'SIGNING_RESUMED' : 'SIGNING_STOPPED';
      audit.record({ ev, outcome: 'ok', actor: 'sam', object: detail.name, detail }).catch(() => undefined);
    },
  );
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
    await ('folder' in database ? migrateLedger(open.db) : requireServer(open.db));
    return open;
  } catch (error) {
    await open.close();
    throw error;
  }
}

async function requireServer(db: Sam['db']): Promise<void> {
  await requireMigrated(db);
  await requireDurable(db);
}

/**
 * The first records of this run's chain: where all chains before it stood, and what is trusted from now on. `left` is the checkpoint of a
 * log that a declared restore has given up.
 */
async function begin(sam: Sam, anchorFile: string | undefined): Promise<void> {
  await beginEpoch(sam.db, sam.module);
  const epoch = await currentEpoch(sam.db);
  const left = await requireNotBehind(sam.db, epoch, anchorFile === undefined ? undefined : readAnchor(anchorFile));
  const decisions = await firstDecisions(sam);
  const { aud, switchedOn = [] } = sam.config;
  const restored = left === undefined ? {} : { left: left.jws };
  const detail = { heads: await chainHeads(sam.db), epoch, aud, switchedOn, ...restored };
  await sam.audit.commit(async (trx) => {
    const decided = await decisions(trx);
    return { value: undefined, events: [{ ev: 'SAM_STARTED', outcome: 'ok', actor: 'sam', detail }, ...decided] };
  });
}

async function openDoors(
  { listen: at, logger, program }: SamOptions,
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
  const officer = at.officer === undefined ? {} : { officer: await door('officer', at.officer) };
  if (at.health === undefined) return { ...both, ...officer };
  const health = await openHealthDoor(at.health, () => toldOf(sam, program));
  closing.push(health.close);
  return { ...both, ...officer, health: health.address };
}

/** For the operator beside the health: who decides about this SAM, what its module's tokens are worth, what is made ahead, and which program it is. */
async function toldOf(sam: Sam, program = 'not verified') {
  const officers = await officersIn(sam.db, sam.module).catch(() => undefined);
  const decidedBy = officers?.length === 0 ? 'configuration' : 'officers';
  const tokens = sam.module.tokens?.();
  const pool = await sam.pool.standings().catch(() => []);
  const told = { ...(tokens && { tokens }), ...(pool.length > 0 && { pool }) };
  return { aud: sam.config.aud, decidedBy, program, ...told, ...(await sam.health.report()) };
}
