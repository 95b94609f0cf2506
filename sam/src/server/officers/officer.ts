import type { CryptoModule } from '@chancery/crypto-module';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { canonicalize, type Json, type Officer, type OfficerRole, sha256Text } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger, OfficerTable } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { b64u, sha256 } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';

type Row = Selectable<OfficerTable>;

/** An officer as he stands in the table, unedited. */
export type KnownOfficer = Officer & { readonly state: Row['state']; readonly version: number };

/** A privileged user's record (EN 419 241-2, R.Reference_Privileged_User_Authentication_Data) as a sealed row. */
export async function sealOfficer(
  module: CryptoModule,
  officer: Officer,
  version = 1,
  state: Row['state'] = 'active',
): Promise<Insertable<OfficerTable>> {
  const certificate = Buffer.from(officer.certificate, 'base64url');
  const key = canonicalize(officer.key as Json);
  const { officer: id, name } = officer;
  const row = { officer: id, name, roles: canonicalize(officer.roles), certificate, key, state, version };
  const names = { certificate_sha256: sha256(certificate), key_sha256: sha256(Buffer.from(keyIdentity(officer.key))) };
  return { ...row, ...names, mac: await sealRow(module, 'officer', sealed(row)) };
}

type Matter = Pick<Row, 'officer' | 'name' | 'roles' | 'certificate' | 'key' | 'state' | 'version'>;

function sealed({ officer, name, roles, certificate, key, state, version }: Matter): Json {
  return { officer, name, roles, certificate: b64u(certificate), key, state, version };
}

/** Two officers never share a key, whatever else is said about it. */
function keyIdentity(key: Officer['key']): string {
  return key.kind === 'passkey' ? key.spki : jwkThumbprint(key.jwk);
}

/** RFC 7638. */
export function jwkThumbprint({ kty, crv, x, y, n, e }: Readonly<Record<string, unknown>>): string {
  return sha256Text(JSON.stringify(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }));
}

async function known(module: CryptoModule, row: Row): Promise<KnownOfficer> {
  await requireAuthentic(module, 'officer', sealed(row), row.mac, 'policy');
  const { officer, name, state, version } = row;
  const [roles, key] = [JSON.parse(row.roles) as OfficerRole[], JSON.parse(row.key) as Officer['key']];
  return { officer, name, roles, certificate: b64u(row.certificate), key, state, version };
}

/** The whole list, tombstones too, in the order of their names. Refuses with `policy` an edited row. */
export async function officersIn(db: Kysely<Ledger>, module: CryptoModule): Promise<readonly KnownOfficer[]> {
  const rows = await db.selectFrom('officer').selectAll().orderBy('officer').execute();
  return Promise.all(rows.map((row) => known(module, row)));
}

/** Refuses with `policy` whoever is no officer any more, was never, or whose row was edited. */
export async function activeOfficer(db: Kysely<Ledger>, module: CryptoModule, id: string): Promise<KnownOfficer> {
  return active(module, await db.selectFrom('officer').selectAll().where('officer', '=', id).executeTakeFirst());
}

/** The officer whom that certificate (SHA-256, b64u) belongs to. Refuses with `policy`. */
export async function officerOf(db: Kysely<Ledger>, module: CryptoModule, certificate: string): Promise<KnownOfficer> {
  const query = db.selectFrom('officer').selectAll();
  return active(
    module,
    await query.where('certificate_sha256', '=', Buffer.from(certificate, 'base64url')).executeTakeFirst(),
  );
}

async function active(module: CryptoModule, row: Row | undefined): Promise<KnownOfficer> {
  if (row === undefined) return refuse('policy', 'no such officer');
  const officer = await known(module, row);
  return officer.state === 'active' ? officer : refuse('policy', `${officer.officer} is no officer any more`);
}

/** Refuses with `policy` an officer without any of these roles. */
export function requireRole({ officer, roles }: Officer, ...wanted: readonly OfficerRole[]): void {
  if (!wanted.some((role) => roles.includes(role))) refuse('policy', `${officer} is not ${wanted.join(' or ')}`);
}

/** Writes a new officer. Refuses with `policy` a name, a certificate or a key that somebody has or had. */
export async function insertOfficer(trx: Transaction<Ledger>, row: Insertable<OfficerTable>): Promise<void> {
  const insert = trx
    .insertInto('officer')
    .values(row)
    .onConflict((oc) => oc.doNothing());
  if ((await insert.executeTakeFirst()).numInsertedOrUpdatedRows !== 1n)
    refuse('policy', 'that name, certificate or key is an officer’s already');
}

/** The next version of a row, by compare and swap. Refuses with `policy` when it changed meanwhile. */
export async function replaceOfficer(trx: Transaction<Ledger>, row: Insertable<OfficerTable>): Promise<void> {
  const update = trx.updateTable('officer').set({ ...row, fails: 0, locked_until: null });
  const same = update.where('officer', '=', row.officer).where('version', '=', row.version - 1);
  if ((await same.executeTakeFirst()).numUpdatedRows !== 1n) refuse('policy', 'the officer was changed meanwhile');
}

/** What the log says of an officer: by what he is known, never his row. */
export function aboutOfficer(ev: string, { officer, name, roles, certificate, key }: Officer): AuditEvent {
  const detail = {
    name,
    roles,
    certificateSha256: b64u(sha256(Buffer.from(certificate, 'base64url'))),
    keySha256: b64u(sha256(Buffer.from(keyIdentity(key)))),
  };
  return { ev, outcome: 'ok', actor: 'sam', object: officer, detail };
}
