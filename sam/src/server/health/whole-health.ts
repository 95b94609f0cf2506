import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/audit.ts';
import { confirmedCommit } from '../database/durable.ts';
import type { Ledger } from '../database/ledger.ts';
import type { ClockWatch } from './clock-watch.ts';
import { Health, type HealthProbe, usualProbes } from './health.ts';

interface Parts {
  readonly db: Kysely<Ledger>;
  readonly module: CryptoModule;
  readonly audit: Audit;
  readonly watch: ClockWatch;
  /** Of a database server: another may have to confirm what it commits. */
  readonly server: boolean;
}

/** The health of a SAM. What stops and resumes is in the log as soon as it can be written. */
export function healthOf({ audit, ...parts }: Parts, logger: Logger): Health {
  return new Health(
    probesOf({ audit, ...parts }),
    () => parts.watch.now(),
    ({ ok, ...detail }) => {
      logger[ok ? 'info' : 'error'](detail, ok ? 'works again' : 'signing has stopped');
      const ev = ok ? 'SIGNING_RESUMED' : 'SIGNING_STOPPED';
      audit.record({ ev, outcome: 'ok', actor: 'sam', object: detail.name, detail }).catch(() => undefined);
    },
  );
}

function probesOf({ db, module, audit, watch, server }: Parts): readonly HealthProbe[] {
  const commits = confirmedCommit(db);
  const confirmed = { name: 'commit', look: async () => void (await commits()) };
  return [
    ...usualProbes(db, module),
    ...(server ? [confirmed] : []),
    { name: 'checkpoints', look: async () => audit.stoppedBy() },
    { name: 'clock', look: async () => watch.fault() },
  ];
}
