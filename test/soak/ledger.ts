/** Many clients spend the slots of the same approvals at once, and are killed in the middle of it: no slot may be spent twice. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sam } from '../../sam/src/server/sam.ts';

export interface LedgerAttack {
  /** Of PostgreSQL. */
  readonly url: string;
  readonly db: Sam['db'];
  /** Activated, of distinct hashes. */
  readonly chals: readonly string[];
  /** So many at least. */
  readonly attempts: number;
  readonly clients?: number;
  readonly progress?: (attempts: number) => void;
}

export interface LedgerOutcome {
  readonly attempts: number;
  readonly kills: number;
  readonly spent: number;
  readonly free: number;
  /** Slots that the log says were spent more than once, and those it does not speak of though they are. */
  readonly twice: readonly string[];
  readonly unlogged: number;
}

const program = join(import.meta.dirname, 'spender.ts');
const betweenKills = 2500;

export async function attackLedger(attack: LedgerAttack): Promise<LedgerOutcome> {
  const { url, chals, clients = 6, progress } = attack;
  let [attempts, kills] = [0, 0];
  const children = new Set<ChildProcess>();
  /** Those that have begun: who is killed before is killed in the middle of nothing. */
  const busy = new Set<ChildProcess>();
  const start = () => {
    const child = fork(program, [url, ...chals], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.add(child);
    child.on('message', (made: number) => {
      attempts += made;
      busy.add(child);
    });
    child.on('exit', () => {
      children.delete(child);
      busy.delete(child);
    });
  };
  while (attempts < attack.attempts) {
    while (children.size < clients) start();
    await pause(betweenKills);
    const victims = [...busy];
    if (victims[randomInt(clients)]?.kill('SIGKILL')) kills++;
    progress?.(attempts);
  }
  await Promise.all([...children].map(killed));
  return { attempts, kills, ...(await reckoned(attack.db, chals)) };
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** What the log says beside what the slots say. */
async function reckoned(db: Sam['db'], chals: readonly string[]) {
  const slots = await db.selectFrom('slot').select(['chal', 'hash', 'state']).where('chal', 'in', chals).execute();
  const records = await db.selectFrom('audit').select('record').where('record', 'like', '%SIGN_STARTED%').execute();
  const logged = new Map<string, number>();
  for (const { record } of records) for (const slot of slotsIn(record)) logged.set(slot, (logged.get(slot) ?? 0) + 1);
  const spent = slots.filter(({ state }) => state === 'spent').map(({ chal, hash }) => nameOf(chal, hash));
  return {
    spent: spent.length,
    free: slots.length - spent.length,
    twice: [...logged].filter(([, times]) => times > 1).map(([slot]) => slot),
    unlogged: spent.filter((slot) => !logged.has(slot)).length,
  };
}

function slotsIn(record: string): string[] {
  const { object, detail } = JSON.parse(record) as { object: string; detail: { hashes?: readonly string[] } };
  return (detail.hashes ?? []).map((hash) => `${object} ${hash}`);
}

function nameOf(chal: string, hash: Uint8Array | null): string {
  return `${chal} ${Buffer.from(hash ?? []).toString('base64url')}`;
}
