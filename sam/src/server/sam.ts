import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely } from 'kysely';
import type { Audit } from './audit/audit.ts';
import type { SamConfig } from './config.ts';
import type { Ledger } from './database/ledger.ts';
import type { MessageGateway } from './factors/message-gateway.ts';
import type { Health } from './health/health.ts';
import type { KeyPool } from './keys/key-pool.ts';
import type { OfficerSessions } from './officers/officer-session.ts';

/** What every procedure of the SAM works with. */
export interface Sam {
  readonly db: Kysely<Ledger>;
  readonly module: CryptoModule;
  readonly audit: Audit;
  readonly config: SamConfig;
  readonly clock: () => Date;
  readonly sessions: OfficerSessions;
  readonly health: Health;
  readonly pool: KeyPool;
  /** Why the clock must not be believed; undefined when it may. */
  readonly clockFault: () => string | undefined;
  /** Where messages to signers go; without it none are sent. */
  readonly gateway?: MessageGateway;
}

/** Who calls: known from the listener the message came in by, never from the message. */
export type Peer = 'ssa' | 'sic' | 'officer';

/** Unix seconds, as intents carry them. */
export function unixTime(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
