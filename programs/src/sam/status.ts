/** `chancery sam status`: whether a SAM would sign, asked at its health door. */
import type { TokenState } from '@chancery/crypto-module';
import type { HealthCheck, HealthReport, PoolStanding } from '@chancery/sam/client';
import { ConfigurationError, readConfiguration } from '../configuration.ts';
import { SamConfiguration } from '../sam-configuration.ts';
import { OfficerCommandError, tell } from './officer.ts';

/** What the door tells of a SAM beside its health. */
type Status = HealthReport & {
  readonly aud: string;
  readonly decidedBy: 'officers' | 'configuration';
  readonly tokens?: readonly TokenState[];
  readonly pool?: readonly PoolStanding[];
  readonly program: string;
};

/** 0: it signs; 1: it does not; 2: wrong use; 3: it cannot be reached. */
export async function runStatus(options: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const status = await ask(healthDoor(options.config));
  const rows = [
    `${status.aud}: ${status.status === 'ok' ? 'signs' : 'does not sign'}`,
    ...status.checks.map(row),
    ...(status.tokens ?? []).map(tokenRow),
    ...(status.pool ?? []).map(poolRow),
    `whom it trusts is decided by ${status.decidedBy === 'officers' ? 'two officers' : 'its configuration alone'}`,
    `the program is ${status.program}`,
  ];
  tell(options, status, rows);
  process.exitCode = status.status === 'ok' ? 0 : 1;
}

function healthDoor(file: string): URL {
  const health = configuration(file).listen.health;
  if (health === undefined) throw new OfficerCommandError(2, `${file} has no listen.health: nobody can be asked.`);
  return new URL(`http://${health.host}:${health.port}/health/ready`);
}

function configuration(file: string) {
  try {
    return readConfiguration(file, SamConfiguration);
  } catch (cause) {
    throw cause instanceof ConfigurationError ? new OfficerCommandError(2, cause.message, { cause }) : cause;
  }
}

async function ask(door: URL): Promise<Status> {
  try {
    const answer = await fetch(door, { signal: AbortSignal.timeout(10_000) });
    return (await answer.json()) as Status;
  } catch (cause) {
    throw new OfficerCommandError(3, `No SAM answers at ${door.host}.`, { cause });
  }
}

function row({ name, ok, since, reason }: HealthCheck): string {
  return ok ? `  ${name.padEnd(10)} works` : `  ${name.padEnd(10)} FAILS since ${since}: ${reason}`;
}

/** A low pool stops nothing: the exit code is that of the checks. */
export function poolRow({ algorithm, scal, ready, size, low }: PoolStanding): string {
  const warning = low ? 'LOW: ' : '';
  const then = ready === 0 ? '; signers wait for theirs to be made' : '';
  return `  pool ${algorithm} of SCAL${scal}: ${warning}${ready} of ${size} ready${then}`;
}

/** The profile says what the module's login could do with a wrapped key: docs/security-model.md. */
export function tokenRow({ label, ok, since, reason, profile }: TokenState): string {
  const keys = profile === 'T' ? 'wrapped again under trusted keys alone' : 'never wrapped again';
  const state = ok ? 'works' : `FAILS since ${since}: ${reason}`;
  return `  token ${label}: ${state}; profile ${profile}, keys are ${keys}`;
}
