import type { Logger } from 'pino';
import type { SamAddress } from '../client/index.ts';
import { Audit } from './audit/audit.ts';
import { Checkpointing } from './audit/checkpointing.ts';
import { beginLog } from './audit/first-records.ts';
import { requireTimeAfterLog } from './audit/time-of-log.ts';
import { checkConfig, type SamConfig } from './config.ts';
import type { SamDatabase } from './database/database.ts';
import { openMigrated } from './database/open-migrated.ts';
import { type DoorAddresses, type OpenDoors, openDoors } from './door/open-doors.ts';
import { everyMinute } from './every-minute.ts';
import { messageGateway } from './factors/message-gateway.ts';
import { type ClockOptions, watchClock } from './health/watch-clock.ts';
import { healthOf } from './health/whole-health.ts';
import { poolOf } from './keys/check-pool.ts';
import { KeyPool } from './keys/key-pool.ts';
import { ModuleLoad } from './keys/module-load.ts';
import { destroyOverdue } from './keys/one-time-key.ts';
import { type ModuleOptions, openModule } from './keys/open-module.ts';
import { OrderedRewraps } from './keys/ordered-rewraps.ts';
import { OfficerSessions } from './officers/officer-session.ts';
import type { Sam } from './sam.ts';

export interface SamOptions extends ModuleOptions, ClockOptions {
  /** An embedded database is migrated at start; a server must have been migrated before. */
  readonly database: SamDatabase;
  /** Where the last checkpoint of the audit log is kept, outside of what backs up the database. Absent: a restored database is not noticed. */
  readonly anchorFile?: string;
  readonly listen: DoorAddresses;
  /** The one peer that the SAM dials, for messages to signers: a Unix socket, or mutual TLS. Without it none are sent. */
  readonly messaging?: SamAddress;
  readonly config: SamConfig;
  readonly logger: Logger;
  /** What is told of the integrity of the program (EN 419 241-1 SRG_SO). */
  readonly program?: string;
}

export interface RunningSam {
  readonly addresses: OpenDoors;
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
  const { logger, anchorFile, synchronised } = options;
  const sam = await wholeSam(options, closing);
  // Where the host says that it is synchronised, it was the clock of the log that was wrong.
  if (synchronised === undefined) await requireTimeAfterLog(sam.db, sam.clock());
  await beginLog(sam, anchorFile);
  const checkpointing = new Checkpointing(sam, anchorFile, logger);
  closing.push(async () => {
    await sam.audit.record({ ev: 'SAM_STOPPED', outcome: 'ok', actor: 'sam' });
    await checkpointing.stop();
  });
  keepTidy(sam, logger, closing);
  await checkpointing.start();
  sam.pool.refill();
  return sam;
}

/** Its parts, put together; nothing is written yet. */
async function wholeSam(options: SamOptions, closing: Closing): Promise<Sam> {
  const { config, logger, messaging } = options;
  const watch = watchClock(options);
  const clock = () => watch.now();
  const { db, close } = await openMigrated(options.database);
  closing.push(close);
  const opened = await openModule(options, config.switchedOn ?? []);
  closing.push(() => opened.close());
  const gateway = messaging === undefined ? undefined : messageGateway(messaging);
  if (gateway !== undefined) closing.push(async () => gateway.close());
  const load = new ModuleLoad();
  const audit = new Audit(db, clock);
  const pool = new KeyPool({ db, module: opened, audit, clock }, poolOf(config), load, logger);
  // Its probe is no work of anybody’s: however often a balancer asks, the pool is filled.
  const health = healthOf({ db, module: opened, audit, watch, server: 'url' in options.database }, logger);
  const parts = { db, module: load.counted(opened), audit, config, clock, health, pool };
  return { ...parts, sessions: new OfficerSessions(), clockFault: () => watch.fault(), ...(gateway && { gateway }) };
}

function keepTidy(sam: Sam, logger: Logger, closing: Closing): void {
  const rewraps = new OrderedRewraps(sam);
  const works = [() => destroyOverdue(sam), () => sam.health.report(), () => rewraps.carryOut(), () => sam.pool.fill()];
  for (const work of works) closing.push(everyMinute(work, logger));
  closing.push(async () => rewraps.stop());
  closing.push(() => sam.pool.stop());
}
