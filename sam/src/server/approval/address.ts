import type { CryptoModule } from '@chancery/crypto-module';
import { decodeJwt } from 'jose';
import type { Intent } from '../../client/index.ts';
import { sealRow } from '../database/row-seal.ts';
import { openSecret, sealSecret } from '../database/sealed-secret.ts';
import { factorOf, type NewFactor } from '../factors/factor.ts';
import type { Sam } from '../sam.ts';
import { policyOf } from '../trust/trust.ts';

/**
 * Where a signer gets one-time passwords: the number or the address that her identity provider verified, as it stood in the
 * login that enrolled her. It is kept encrypted to the SAM itself, and shown masked; nothing on the way to a signature
 * can change it.
 */
type AddressData = { readonly channel: 'sms' | 'email'; readonly address: string; readonly masked: string };
export type Address = { readonly channel: AddressData['channel']; readonly to: string; readonly masked: string };

/** The factor that is a signer's address. */
export const ownAddress = 'otp';

/** Whether one is kept with an enrolment: where messages are sent at all, and the policy asks for what they bring. */
export async function keepsAddress(sam: Sam, { purpose, group }: Intent): Promise<boolean> {
  if (sam.gateway === undefined || purpose !== 'enrol') return false;
  const { scal1, scal2 } = await policyOf(sam, group);
  return [...scal1, ...scal2].some((way) => way.split('+').includes('otp'));
}

/** The address in a verified ID token (OpenID Connect Core 5.1) as a factor; undefined where it holds none that was verified. */
export async function addressFactor(
  module: CryptoModule,
  signer: string,
  idToken: string,
): Promise<NewFactor | undefined> {
  const found = addressIn(decodeJwt(idToken));
  if (found === undefined) return undefined;
  const { channel, to, masked } = found;
  const address = await sealSecret(module, to, { typ: 'chancery-address', to: signer });
  return { signer, factor: ownAddress, kind: 'otp', key: null, data: { channel, address, masked } };
}

function addressIn(claims: Readonly<Record<string, unknown>>): Address | undefined {
  const { phone_number: phone, email } = claims;
  if (claims['phone_number_verified'] === true && typeof phone === 'string' && /^\+[1-9]\d{6,14}$/.test(phone))
    return { channel: 'sms', to: `tel:${phone}`, masked: `${phone.slice(0, 3)} ••• ${phone.slice(-2)}` };
  if (
    claims['email_verified'] === true &&
    typeof email === 'string' &&
    /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/.test(email)
  )
    return { channel: 'email', to: `mailto:${email}`, masked: `${email.slice(0, 1)}•••@${email.split('@')[1]}` };
  return undefined;
}

/** The signer's, in the clear. Refuses with `evidence_invalid` one that was edited, or moved from another signer. */
export async function addressOf({ db, module }: Sam, signer: string): Promise<Address | undefined> {
  const factor = await factorOf(db, module, signer, ownAddress);
  if (factor === undefined) return undefined;
  const { channel, address, masked } = JSON.parse(factor.data) as AddressData;
  return { channel, masked, to: await openSecret(module, address, { typ: 'chancery-address', to: signer }) };
}

/** Stands for an address where it is only counted. */
export function addressMac(module: CryptoModule, to: string): Promise<Uint8Array> {
  return sealRow(module, 'address', { to });
}
