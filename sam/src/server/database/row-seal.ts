import type { CryptoModule } from '@chancery/crypto-module';
import { canonicalize, type Json, type SamErrorCode } from '../../client/index.ts';
import { refuse } from '../refusal.ts';

/**
 * Tables whose rows carry a MAC; `activation`, `sad`, `address`, `ticket` and `number` are MACs of their own over other matter,
 * that of `backup` is the key of one.
 */
export type SealedTable =
  | 'signer'
  | 'factor'
  | 'key'
  | 'pooled_key'
  | 'challenge'
  | 'activation'
  | 'trust'
  | 'epoch'
  | 'sad'
  | 'address'
  | 'ticket'
  | 'number'
  | 'officer'
  | 'operation'
  | 'backup'
  | 'ticket';

/** HMAC by the module over the canonical row, so that who writes to the database cannot plant or edit one. */
export async function sealRow(module: CryptoModule, table: SealedTable, row: Json): Promise<Uint8Array> {
  return (await module.call({ command: 'row-mac', table, row: rowBytes(row) })).mac;
}

async function rowIsAuthentic(module: CryptoModule, table: SealedTable, row: Json, mac: Uint8Array): Promise<boolean> {
  return (await module.call({ command: 'row-verify', table, row: rowBytes(row), mac })).ok;
}

/** Refuses with `code` a row that was edited since it was sealed. */
export async function requireAuthentic(
  module: CryptoModule,
  table: SealedTable,
  row: Json,
  mac: Uint8Array,
  code: SamErrorCode,
): Promise<void> {
  if (!(await rowIsAuthentic(module, table, row, mac))) refuse(code, `edited row: ${table}`);
}

function rowBytes(row: Json): Uint8Array {
  return Buffer.from(canonicalize(row), 'utf8');
}
