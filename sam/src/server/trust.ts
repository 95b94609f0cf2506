import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import { canonicalize, type Json } from '../client/index.ts';
import type { AuditEvent, Audited } from './audit.ts';
import type { TrustedIdp } from './config.ts';
import type { Ledger } from './ledger.ts';
import { refuse } from './refusal.ts';
import { requireAuthentic, sealRow } from './row-seal.ts';

type SealedIdp = { readonly kind: 'idp'; readonly id: string; readonly data: string; readonly mac: Uint8Array };

/** The identity providers as rows to store: approved data, sealed so that the database alone cannot add a provider. */
export async function sealIdps(module: CryptoModule, idps: readonly TrustedIdp[]): Promise<readonly SealedIdp[]> {
  return Promise.all(
    idps.map(async (idp) => {
      const row = { kind: 'idp' as const, id: idp.issuer, data: canonicalize(idp as unknown as Json) };
      return { ...row, mac: await sealRow(module, 'trust', row) };
    }),
  );
}

/** Makes the given providers the only trusted ones; writes what changed. */
export async function replaceIdps(trx: Transaction<Ledger>, idps: readonly SealedIdp[]): Promise<Audited<void>> {
  const before = await trx.selectFrom('trust').selectAll().where('kind', '=', 'idp').execute();
  const known = new Map(before.map((row) => [row.id, row.data]));
  const wanted = new Set(idps.map((idp) => idp.id));
  const changed = idps.filter((idp) => known.get(idp.id) !== idp.data);
  const removed = before.filter((row) => !wanted.has(row.id));
  for (const { id } of [...removed, ...changed]) await trx.deleteFrom('trust').where('id', '=', id).execute();
  if (changed.length > 0)
    await trx
      .insertInto('trust')
      .values([...changed])
      .execute();
  return { value: undefined, events: [...changed.map(trusted), ...removed.map(distrusted)] };
}

const trusted = ({ id, data }: { id: string; data: string }): AuditEvent => {
  return { ev: 'TRUST_SET', outcome: 'ok', actor: 'sam', object: id, detail: JSON.parse(data) as Json };
};

const distrusted = ({ id }: { id: string }): AuditEvent => {
  return { ev: 'TRUST_REMOVED', outcome: 'ok', actor: 'sam', object: id };
};

/** The trusted provider of that name. Refuses with `policy` one that is not, or whose row was edited. */
export async function trustedIdp(db: Kysely<Ledger>, module: CryptoModule, issuer: string): Promise<TrustedIdp> {
  const query = db.selectFrom('trust').selectAll().where('kind', '=', 'idp').where('id', '=', issuer);
  const row = await query.executeTakeFirst();
  if (row === undefined) return refuse('policy', `not a trusted identity provider: ${issuer}`);
  await requireAuthentic(module, 'trust', { kind: row.kind, id: row.id, data: row.data }, row.mac, 'policy');
  return JSON.parse(row.data) as TrustedIdp;
}
