import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { canonicalize } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { FactorTable, Ledger } from '../database/ledger.ts';
import { sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import type { DeviceKey } from './device-jws.ts';
import { factorOf, factorSet } from './factor.ts';

/**
 * A phone of a signer. `auth` approves, after the phone has verified its user; `transport` asks what waits and says no. What the
 * phone said of itself (`attestation`) is kept as it came. A revoked device stays as a tombstone.
 */
export type DeviceData = {
  readonly state: 'pending' | 'active' | 'revoked';
  readonly model: string;
  readonly auth: DeviceKey;
  readonly transport: DeviceKey;
  readonly attestation?: string;
};

export type Device = Selectable<FactorTable> & { readonly is: DeviceData };

/** The device of that signer, unedited, in one of these states. Refuses with `evidence_invalid`. */
export async function deviceOf(
  { db, module }: Sam,
  signer: string,
  id: string,
  ...states: readonly DeviceData['state'][]
): Promise<Device> {
  const factor = await factorOf(db, module, signer, id);
  if (factor?.kind !== 'device') return refuse('evidence_invalid', 'not a device of this signer');
  const is = JSON.parse(factor.data) as DeviceData;
  return states.includes(is.state) ? { ...factor, is } : refuse('evidence_invalid', `device ${is.state}`);
}

/** The same where only the device says who it is. */
export async function deviceNamed(sam: Sam, id: string): Promise<Device> {
  const query = sam.db.selectFrom('factor').select('signer').where('factor', '=', id).where('kind', '=', 'device');
  const row = await query.executeTakeFirst();
  return row === undefined ? refuse('evidence_invalid', 'no such device') : deviceOf(sam, row.signer, id, 'active');
}

/** Those that may be asked. */
export async function activeDevices(db: Kysely<Ledger>, signer: string): Promise<readonly DeviceData[]> {
  const query = db.selectFrom('factor').select('data').where('signer', '=', signer).where('kind', '=', 'device');
  const devices = (await query.orderBy('created').execute()).map(({ data }) => JSON.parse(data) as DeviceData);
  return devices.filter(({ state }) => state === 'active');
}

/** Compare and swap on the MAC of the row; `counter` rises with it. The effect returns what the log says of it. */
export async function changedDevice(module: CryptoModule, device: Device, is: DeviceData, counter?: number) {
  const { signer, factor, kind, key } = device;
  const data = canonicalize(is);
  const mac = await sealRow(module, 'factor', { signer, factor, kind, key, data });
  return async (trx: Transaction<Ledger>) => {
    const set = { data, mac, ...(counter === undefined ? {} : { counter }) };
    const update = trx.updateTable('factor').set(set).where('signer', '=', signer).where('factor', '=', factor);
    const same = update.where('mac', '=', device.mac).where('counter', '<', counter ?? Number.MAX_SAFE_INTEGER);
    if ((await same.executeTakeFirst()).numUpdatedRows !== 1n)
      refuse('evidence_invalid', 'the device changed meanwhile');
    return factorSet({ signer, factor, kind, data });
  };
}

/** Lost, says somebody: that device approves nothing any more. The front end may say so; it refuses service, and no more. */
export async function revokeDevice(
  sam: Sam,
  { signer, device: id }: { readonly signer: string; readonly device: string },
): Promise<object> {
  const device = await deviceOf(sam, signer, id, 'pending', 'active', 'revoked');
  if (device.is.state !== 'revoked') await revoke(sam, device, 'ssa');
  return {};
}

export async function revoke(sam: Sam, device: Device, actor: AuditEvent['actor']): Promise<void> {
  const change = await changedDevice(sam.module, device, { ...device.is, state: 'revoked' });
  await sam.audit.commit(async (trx) => ({
    value: undefined,
    events: [await change(trx), deviceEvent(device, 'DEVICE_REVOKED', actor)],
  }));
}

export function deviceEvent({ signer, factor }: Device, ev: string, actor: AuditEvent['actor'] = 'sic'): AuditEvent {
  return { ev, outcome: 'ok', actor, subject: signer, object: factor };
}
