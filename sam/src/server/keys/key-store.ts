import { createHash } from 'node:crypto';
import { type CryptoModule, type KeyHeader, type KeyRecord, readHeader } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import type { KeyInfo } from '../../client/index.ts';
import type { KeyTable, Ledger } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';
import { untilOf } from './one-time-policy.ts';

/** A wrapped key with what belongs to it. `chain` is DER, the signer's certificate first; empty before one is bound. */
export type StoredKey = {
  readonly signer: string;
  readonly key: string;
  readonly record: KeyRecord;
  readonly header: KeyHeader;
  readonly spki: Uint8Array;
  readonly csr: Uint8Array | null;
  readonly chain: readonly Uint8Array[];
};

export type NewKey = Omit<StoredKey, 'header'>;

/** The row of a key, sealed: record, public key, request and chain belong to this signer and this key id. */
export async function sealKey(module: CryptoModule, key: NewKey, created: Date): Promise<KeyTable> {
  const { header, blob, mac: record_mac } = key.record;
  const chain = key.chain.length === 0 ? null : JSON.stringify(key.chain.map(b64u));
  const { signer, spki, csr } = key;
  const read = readHeader(header);
  const row = { signer, key: key.key, header, blob, record_mac, spki, csr, chain, version: read.version };
  return { ...row, created, until: untilOf(read), mac: await sealRow(module, 'key', sealed(row)) };
}

function sealed(row: Omit<KeyTable, 'created' | 'until' | 'mac'>) {
  const { signer, key, chain, version } = row;
  const record = createHash('sha256')
    .update(row.header)
    .update(row.blob ?? '')
    .update(row.record_mac)
    .digest('base64url');
  return { signer, key, version, chain, record, spki: b64u(row.spki), csr: row.csr === null ? null : b64u(row.csr) };
}

/**
 * Keeps a new key. False if a key of that id stands already: the id was fixed in the intent, so only one can be made. And false if one of
 * that public key does: two credentials never share a key (EN 419 241-1 SRC_SKS), wherever this one came from.
 */
export async function insertKey(trx: Transaction<Ledger>, row: KeyTable): Promise<boolean> {
  const insert = trx
    .insertInto('key')
    .values(row)
    .onConflict((oc) => oc.doNothing());
  return (await insert.executeTakeFirst()).numInsertedOrUpdatedRows === 1n;
}

/** Compare and swap on version and MAC. Refuses with `key_state` when another change came first. */
export async function swapKey(trx: Transaction<Ledger>, before: StoredKey, after: KeyTable): Promise<void> {
  if (!(await isSwapped(trx, before, after))) refuse('key_state', 'the key changed meanwhile');
}

/** The same; false when another change came first. */
export async function isSwapped(trx: Transaction<Ledger>, before: StoredKey, after: KeyTable): Promise<boolean> {
  const { created: _created, ...change } = after;
  const update = trx.updateTable('key').set(change).where('signer', '=', before.signer).where('key', '=', before.key);
  const unchanged = update.where('version', '=', before.header.version).where('record_mac', '=', before.record.mac);
  return (await unchanged.executeTakeFirst()).numUpdatedRows === 1n;
}

/** Refuses with `key_state` a key that changed since it was loaded; held until the transaction ends. */
export async function requireUnchanged(trx: Transaction<Ledger>, key: StoredKey): Promise<void> {
  const query = trx.selectFrom('key').select('version').where('signer', '=', key.signer).where('key', '=', key.key);
  const unchanged = query.where('version', '=', key.header.version).where('record_mac', '=', key.record.mac);
  if ((await unchanged.forShare().executeTakeFirst()) === undefined) refuse('key_state', 'the key changed meanwhile');
}

/** The key of that id, unedited. Refuses with `not_found` or `key_state`. */
export async function loadKey(db: Kysely<Ledger>, module: CryptoModule, id: string): Promise<StoredKey> {
  const row = await db.selectFrom('key').selectAll().where('key', '=', id).executeTakeFirst();
  return row === undefined ? refuse('not_found', 'no such key') : authenticKey(module, row);
}

export async function findKey(db: Kysely<Ledger>, module: CryptoModule, id: string): Promise<StoredKey | undefined> {
  const row = await db.selectFrom('key').selectAll().where('key', '=', id).executeTakeFirst();
  return row === undefined ? undefined : authenticKey(module, row);
}

export async function keysOf(db: Kysely<Ledger>, module: CryptoModule, signer: string): Promise<StoredKey[]> {
  const rows = await db
    .selectFrom('key')
    .selectAll()
    .where('signer', '=', signer)
    .orderBy('created')
    .orderBy('key')
    .execute();
  return Promise.all(rows.map((row) => authenticKey(module, row)));
}

async function authenticKey(module: CryptoModule, row: KeyTable): Promise<StoredKey> {
  await requireAuthentic(module, 'key', sealed(row), row.mac, 'key_state');
  const header = readHeader(row.header);
  if (header.keyId !== row.key || header.owner !== row.signer)
    refuse('key_state', 'the record is of another key or signer');
  if (!sha256(row.spki).equals(header.spkiSha256)) refuse('key_state', 'the public key is not the record’s');
  const chain = (JSON.parse(row.chain ?? '[]') as string[]).map((der) => Buffer.from(der, 'base64url'));
  const record = { header: row.header, blob: row.blob, mac: row.record_mac };
  return { signer: row.signer, key: row.key, record, header, spki: row.spki, csr: row.csr, chain };
}

/** What the SSA may know of a key. */
export function keyInfo({ signer, key, header, spki, chain }: StoredKey): KeyInfo {
  const { algorithm, scal, state, certSha256 } = header;
  const bound = certSha256 === null ? {} : { certSha256: b64u(certSha256), chain: chain.map(b64u) };
  return { key, signer, algorithm, scal, state, spki: b64u(spki), ...bound };
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

export function b64u(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
