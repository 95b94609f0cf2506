import type { DeviceList, NewDeviceChange } from '@chancery/api';
import type { FactorInfo } from '@chancery/sam/client';
import type { Account } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';

type Kind = NonNullable<NewDeviceChange['add']>;

/** What people call it, and what the SAM calls it. */
export const kindOf: Readonly<Record<FactorInfo['kind'], Kind>> = { webauthn: 'passkey', device: 'phone', pin: 'pin' };
export const factorOf: Readonly<Record<Kind, FactorInfo['kind']>> = {
  passkey: 'webauthn',
  phone: 'device',
  pin: 'pin',
};

/** As the SAM has them; of who has not enrolled, none. */
export async function devicesOf({ sam }: SsaDeps, account: Account | undefined): Promise<DeviceList> {
  const factors = account?.signer ? await sam.factorsOf(account.signer) : [];
  return { devices: factors.map(device) };
}

function device({ id, kind, since, label }: FactorInfo): DeviceList['devices'][number] {
  const model = label === undefined ? {} : { model: label };
  return { id, kind: kindOf[kind], since: new Date(since * 1000).toISOString(), ...model };
}
