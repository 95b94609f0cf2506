import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import { canonicalize, type Json } from '../../client/index.ts';
import type { AuditEvent, Audited } from '../audit/audit.ts';
import type { GroupPolicy, Trust, TrustedIdp, TrustedOrganization, TrustedTsa } from '../config.ts';
import type { Ledger } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { defaultPolicy, everyOther, type Policy } from './policy.ts';

export type TrustKind = 'idp' | 'organization' | 'policy' | 'tsa';
type Kind = TrustKind;
type SealedTrust = { readonly kind: Kind; readonly id: string; readonly data: string; readonly mac: Uint8Array };

/** Whom officers trust as rows to store, sealed so that the database alone cannot add or change one. */
export async function sealTrust(module: CryptoModule, trust: Trust): Promise<readonly SealedTrust[]> {
  const { idps, organizations = [], policies = [], tsas = [] } = trust;
  return Promise.all([
    ...idps.map((idp) => sealed(module, 'idp', idp.issuer, idp)),
    ...organizations.map((one) => sealed(module, 'organization', one.id, one)),
    ...withDefault(policies).map((one) => sealed(module, 'policy', one.group, one)),
    ...tsas.map((one) => sealed(module, 'tsa', one.id, one)),
  ]);
}

// The row of every other group is always there, so that a row taken away is never the end of all policies.
function withDefault(policies: readonly GroupPolicy[]): readonly GroupPolicy[] {
  const said = policies.some(({ group }) => group === everyOther);
  return said ? policies : [...policies, { ...defaultPolicy, group: everyOther }];
}

/** One row, sealed. */
export async function sealed(module: CryptoModule, kind: Kind, id: string, data: object): Promise<SealedTrust> {
  const row = { kind, id, data: canonicalize(data as unknown as Json) };
  return { ...row, mac: await sealRow(module, 'trust', row) };
}

/** Makes the given ones the only trusted; writes what changed. */
export async function replaceTrust(trx: Transaction<Ledger>, wanted: readonly SealedTrust[]): Promise<Audited<void>> {
  const before = await trx.selectFrom('trust').selectAll().execute();
  const known = new Map(before.map((row) => [nameOf(row), row.data]));
  const names = new Set(wanted.map(nameOf));
  const changed = wanted.filter((row) => known.get(nameOf(row)) !== row.data);
  const removed = before.filter((row) => !names.has(nameOf(row)));
  for (const { kind, id } of [...removed, ...changed])
    await trx.deleteFrom('trust').where('kind', '=', kind).where('id', '=', id).execute();
  if (changed.length > 0)
    await trx
      .insertInto('trust')
      .values([...changed])
      .execute();
  return { value: undefined, events: [...changed.map(trusted), ...removed.map(distrusted)] };
}

const nameOf = ({ kind, id }: { kind: Kind; id: string }) => `${kind} ${id}`;

const trusted = ({ kind, id, data }: Omit<SealedTrust, 'mac'>): AuditEvent => {
  const detail = { kind, data: JSON.parse(data) as Json };
  return { ev: 'TRUST_SET', outcome: 'ok', actor: 'sam', object: id, detail };
};

const distrusted = ({ kind, id }: Pick<SealedTrust, 'kind' | 'id'>): AuditEvent => {
  return { ev: 'TRUST_REMOVED', outcome: 'ok', actor: 'sam', object: id, detail: { kind } };
};

/** The trusted provider of that name. Refuses with `policy` one that is not, or whose row was edited. */
export async function trustedIdp(db: Kysely<Ledger>, module: CryptoModule, issuer: string): Promise<TrustedIdp> {
  return JSON.parse(await trustedData(db, module, 'idp', issuer)) as TrustedIdp;
}

/** The same, undefined if there is none. An edited row refuses with `policy`. */
export async function findIdp(
  { db, module }: Pick<Sam, 'db' | 'module'>,
  issuer: string,
): Promise<TrustedIdp | undefined> {
  const data = await findTrusted(db, module, 'idp', issuer);
  return data === undefined ? undefined : (JSON.parse(data) as TrustedIdp);
}

/** The organisation of that id, not stopped. Refuses with `policy`. */
export async function trustedOrganization(
  db: Kysely<Ledger>,
  module: CryptoModule,
  id: string,
): Promise<TrustedOrganization> {
  const organization = JSON.parse(await trustedData(db, module, 'organization', id)) as TrustedOrganization;
  return organization.stopped ? refuse('policy', `the organization is stopped: ${id}`) : organization;
}

/** How people of that group approve. Refuses with `policy` when its row was edited, or that of all others taken away. */
export async function policyOf({ db, module }: Pick<Sam, 'db' | 'module'>, group: string): Promise<Policy> {
  const own = group === everyOther ? undefined : await findTrusted(db, module, 'policy', group);
  return JSON.parse(own ?? (await trustedData(db, module, 'policy', everyOther))) as Policy;
}

/** Where time-stamps of the log must lead. Refuses with `policy` when a row was edited. */
export async function trustedTsas({ db, module }: Pick<Sam, 'db' | 'module'>): Promise<readonly TrustedTsa[]> {
  const rows = await db.selectFrom('trust').selectAll().where('kind', '=', 'tsa').orderBy('id').execute();
  for (const { kind, id, data, mac } of rows)
    await requireAuthentic(module, 'trust', { kind, id, data }, mac, 'policy');
  return rows.map(({ data }) => JSON.parse(data) as TrustedTsa);
}

/** Milliseconds for which keys of SCAL2 rest after a recovery. */
export async function coolDown(sam: Pick<Sam, 'db' | 'module'>): Promise<number> {
  const { coolDown: hours = 24 } = await policyOf(sam, everyOther);
  return hours * 3_600_000;
}

async function trustedData(db: Kysely<Ledger>, module: CryptoModule, kind: Kind, id: string): Promise<string> {
  return (await findTrusted(db, module, kind, id)) ?? refuse('policy', `not trusted: ${kind} ${id}`);
}

async function findTrusted(
  db: Kysely<Ledger>,
  module: CryptoModule,
  kind: Kind,
  id: string,
): Promise<string | undefined> {
  const query = db.selectFrom('trust').selectAll().where('kind', '=', kind).where('id', '=', id);
  const row = await query.executeTakeFirst();
  if (row === undefined) return undefined;
  await requireAuthentic(module, 'trust', { kind, id, data: row.data }, row.mac, 'policy');
  return row.data;
}

/** Every row, unedited. Refuses with `policy`. */
export async function trustIn(db: Kysely<Ledger>, module: CryptoModule): Promise<readonly SealedTrust[]> {
  const rows = await db.selectFrom('trust').selectAll().orderBy('kind').orderBy('id').execute();
  for (const { kind, id, data, mac } of rows)
    await requireAuthentic(module, 'trust', { kind, id, data }, mac, 'policy');
  return rows;
}

/** What officers decided, in the place of what was. */
export async function putTrust(trx: Transaction<Ledger>, row: SealedTrust): Promise<readonly AuditEvent[]> {
  const { data, mac } = row;
  await trx
    .insertInto('trust')
    .values(row)
    .onConflict((oc) => oc.columns(['kind', 'id']).doUpdateSet({ data, mac }))
    .execute();
  return [trusted(row)];
}

/** Refuses with `not_found`. */
export async function dropTrust(trx: Transaction<Ledger>, kind: Kind, id: string): Promise<readonly AuditEvent[]> {
  const { numDeletedRows } = await trx
    .deleteFrom('trust')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows === 1n ? [distrusted({ kind, id })] : refuse('not_found', 'not trusted');
}
