import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import { canonicalize, type Json } from '../client/index.ts';
import type { AuditEvent, Audited } from './audit.ts';
import type { SamConfig, TrustedIdp, TrustedOrganization } from './config.ts';
import type { Ledger } from './ledger.ts';
import { refuse } from './refusal.ts';
import { requireAuthentic, sealRow } from './row-seal.ts';

type Kind = 'idp' | 'organization';
type SealedTrust = { readonly kind: Kind; readonly id: string; readonly data: string; readonly mac: Uint8Array };

/** Whom officers trust as rows to store, sealed so that the database alone cannot add or change one. */
export async function sealTrust(module: CryptoModule, trust: SamConfig['trust']): Promise<readonly SealedTrust[]> {
  const { idps, organizations = [] } = trust;
  return Promise.all([
    ...idps.map((idp) => sealed(module, 'idp', idp.issuer, idp)),
    ...organizations.map((one) => sealed(module, 'organization', one.id, one)),
  ]);
}

async function sealed(module: CryptoModule, kind: Kind, id: string, data: object): Promise<SealedTrust> {
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

/** The organisation of that id, not stopped. Refuses with `policy`. */
export async function trustedOrganization(
  db: Kysely<Ledger>,
  module: CryptoModule,
  id: string,
): Promise<TrustedOrganization> {
  const organization = JSON.parse(await trustedData(db, module, 'organization', id)) as TrustedOrganization;
  return organization.stopped ? refuse('policy', `the organization is stopped: ${id}`) : organization;
}

async function trustedData(db: Kysely<Ledger>, module: CryptoModule, kind: Kind, id: string): Promise<string> {
  const query = db.selectFrom('trust').selectAll().where('kind', '=', kind).where('id', '=', id);
  const row = await query.executeTakeFirst();
  if (row === undefined) return refuse('policy', `not trusted: ${kind} ${id}`);
  await requireAuthentic(module, 'trust', { kind, id, data: row.data }, row.mac, 'policy');
  return row.data;
}
