import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type ChallengeState, canonicalize, hashIntentText, type Intent } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { ChallengeTable, Ledger } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';

/** One question to a signer, and what became of it. `intent` is authentic: the row's MAC was checked when it was read. */
export type Challenge = Selectable<ChallengeTable> & { readonly asked: Intent };

export type NewChallenge = {
  readonly asked: Intent;
  readonly bearer: string;
  readonly pin: string | null;
  readonly peer: string;
  readonly created: Date;
};

/** What prepare writes, sealed; the columns of an activation are still empty. */
export async function sealChallenge(module: CryptoModule, challenge: NewChallenge): Promise<ChallengeTable> {
  const { asked, bearer, pin, peer, created } = challenge;
  const intent = canonicalize(asked);
  const { sub: signer, chal, client, purpose, epoch } = asked;
  const ih = hashIntentText(intent);
  const row = { signer, chal, bearer, client, purpose, epoch, ih, intent, pin, peer };
  const times = { exp: new Date(asked.exp * 1000), created };
  const mac = await sealRow(module, 'challenge', sealed({ ...row, ...times }));
  return { ...row, ...times, mac, state: 'open', sad_hash: null, sad_exp: null, evidence: null, activation_mac: null };
}

type Prepared = Omit<ChallengeTable, 'mac' | 'state' | 'sad_hash' | 'sad_exp' | 'evidence' | 'activation_mac'>;

// The intent holds signer, client, purpose, epoch and times; its hash stands for them all.
function sealed({ signer, chal, bearer, ih, pin, peer, exp }: Prepared) {
  return { signer, chal, bearer, ih: Buffer.from(ih).toString('base64url'), pin, peer, exp: exp.toISOString() };
}

export async function insertChallenge(trx: Transaction<Ledger>, row: ChallengeTable): Promise<void> {
  await trx.insertInto('challenge').values(row).execute();
}

/** The challenge of that id, unedited. Refuses with `not_found`. */
export async function loadChallenge(db: Kysely<Ledger>, module: CryptoModule, chal: string): Promise<Challenge> {
  const challenge = await readChallenge(db, chal);
  if (challenge === undefined) return refuse('not_found', 'no such challenge');
  await requireAuthentic(module, 'challenge', sealed(challenge), challenge.mac, 'not_found');
  return challenge;
}

/** The same without the MAC: only for a caller that checks the activation's, which covers more. */
export async function readChallenge(db: Kysely<Ledger>, chal: string): Promise<Challenge | undefined> {
  const row = await db.selectFrom('challenge').selectAll().where('chal', '=', chal).executeTakeFirst();
  if (row === undefined) return undefined;
  if (!Buffer.from(hashIntentText(row.intent)).equals(row.ih)) return refuse('not_found', 'edited row: challenge');
  const asked = JSON.parse(row.intent) as Intent;
  return columnsMatch(row, asked) ? { ...row, asked } : refuse('not_found', 'edited row: challenge');
}

// The columns beside the intent serve the index and the limits; they must not say anything else than the intent.
function columnsMatch(row: Selectable<ChallengeTable>, asked: Intent): boolean {
  return (
    row.signer === asked.sub &&
    row.chal === asked.chal &&
    row.client === asked.client &&
    row.purpose === asked.purpose &&
    row.epoch === asked.epoch &&
    row.exp.getTime() === asked.exp * 1000
  );
}

/** How it stands: an open one past its time is expired without a write. */
export function stateOf(challenge: Challenge, now: Date): ChallengeState {
  return challenge.state === 'open' && challenge.exp <= now ? 'expired' : challenge.state;
}

export function requireOpen(challenge: Challenge, now: Date): void {
  const state = stateOf(challenge, now);
  if (state !== 'open') refuse('expired', `challenge ${state}`);
}

/** What an approval adds to a challenge; `sad_hash` for purpose sign only. `evidence` is canonical JSON of the proofs' digests. */
export type Activation = {
  readonly sad_hash: Uint8Array | null;
  readonly sad_exp: Date | null;
  readonly evidence: string;
  readonly activation_mac: Uint8Array;
};

export async function sealActivation(
  module: CryptoModule,
  challenge: Prepared,
  added: Omit<Activation, 'activation_mac'>,
): Promise<Activation> {
  return { ...added, activation_mac: await sealRow(module, 'activation', sealedActivation(challenge, added)) };
}

function sealedActivation(challenge: Prepared, added: Omit<Activation, 'activation_mac'>) {
  const { sad_hash, sad_exp, evidence } = added;
  const hash = sad_hash === null ? null : Buffer.from(sad_hash).toString('base64url');
  return { ...sealed(challenge), sad_hash: hash, sad_exp: sad_exp?.toISOString() ?? null, evidence };
}

/** Refuses with `sad_invalid` a challenge that was not activated by this SAM: the state column alone proves nothing. */
export async function requireActivated(module: CryptoModule, challenge: Challenge): Promise<void> {
  const { sad_hash, sad_exp, evidence, activation_mac, state } = challenge;
  if (state !== 'activated' || activation_mac === null || evidence === null)
    return refuse('sad_invalid', 'not activated');
  const row = sealedActivation(challenge, { sad_hash, sad_exp, evidence });
  await requireAuthentic(module, 'activation', row, activation_mac, 'sad_invalid');
}

/** open → activated, once: one conditional update, and no row means that somebody else decided or time ran out. */
export async function activate(
  trx: Transaction<Ledger>,
  challenge: Challenge,
  activation: Activation,
  now: Date,
): Promise<void> {
  const update = trx.updateTable('challenge').set({ state: 'activated', ...activation });
  const open = update
    .where('signer', '=', challenge.signer)
    .where('chal', '=', challenge.chal)
    .where('state', '=', 'open');
  const { numUpdatedRows } = await open.where('exp', '>', now).executeTakeFirst();
  if (numUpdatedRows !== 1n) refuse('expired', 'challenge no longer open');
}

/** A challenge that is activated as it is written: nobody is asked. */
export async function insertActivated(
  trx: Transaction<Ledger>,
  row: ChallengeTable,
  activation: Activation,
): Promise<void> {
  await insertChallenge(trx, { ...row, ...activation, state: 'activated' });
}

/** Another activation in the place of the one that was read, once: refuses with `sad_invalid` when it is another already. */
export async function replaceActivation(
  trx: Transaction<Ledger>,
  { signer, chal, sad_hash }: Challenge,
  activation: Activation,
): Promise<void> {
  const update = trx.updateTable('challenge').set(activation).where('signer', '=', signer).where('chal', '=', chal);
  const { numUpdatedRows } = await update.where('sad_hash', '=', sad_hash).executeTakeFirst();
  if (numUpdatedRows !== 1n) refuse('sad_invalid', 'extended meanwhile');
}

/** open → refused or cancelled. False if it was not open any more. */
export async function close(
  trx: Transaction<Ledger>,
  challenge: Challenge,
  state: 'refused' | 'cancelled',
): Promise<boolean> {
  const update = trx.updateTable('challenge').set({ state }).where('signer', '=', challenge.signer);
  const open = update.where('chal', '=', challenge.chal).where('state', '=', 'open');
  return (await open.executeTakeFirst()).numUpdatedRows === 1n;
}

const openPerBearer = 20;
const openPerClient = 5;

/** Makes room for one more: the oldest unapproved are cancelled, so that a stale request never blocks a new one. */
export async function cancelOldest(trx: Transaction<Ledger>, bearer: string, client: string, now: Date): Promise<void> {
  await sql`update challenge set state = 'cancelled' where bearer = ${bearer} and state = 'open' and chal in (
    select chal from (
      select chal, client,
        row_number() over (order by created desc, chal) as place,
        row_number() over (partition by client order by created desc, chal) as place_in_client
      from challenge where bearer = ${bearer} and state = 'open' and exp > ${now}) as waiting
    where place >= ${openPerBearer} or (client = ${client} and place_in_client >= ${openPerClient}))`.execute(trx);
}

/** An audit event about a challenge; `actor` is the approval page unless the caller says otherwise. */
export function aboutChallenge({ asked, ih }: Challenge, ev: string, detail: AuditEvent['detail'] = {}): AuditEvent {
  const { sub, chal, group, client, purpose, change } = asked;
  const about = { subject: sub, object: chal, group, client, ih: Buffer.from(ih).toString('base64url') };
  const what = change === undefined ? { purpose } : { purpose, change };
  return { ev, outcome: 'ok', actor: 'sic', ...about, detail: { ...what, ...(detail as object) } };
}
