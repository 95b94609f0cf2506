import type { Evidence, OidcEvidence, WebauthnRegistration } from '../../client/index.ts';
import type { Representative } from '../config.ts';
import { insertFactor, requireUnknownPasskey, sealFactor } from '../factors/factor.ts';
import type { Sam } from '../sam.ts';
import { addressFactor, keepsAddress } from './address.ts';
import type { Challenge } from './challenge.ts';
import { verifyRegistration } from './evidence/webauthn-registration.ts';
import { ceremonyOf, type Effect } from './evidence-of-signer.ts';
import { setPin } from './factor-change.ts';

/** What a signer begins with. `login` proved who she is; `representative`: whose passkey it is, of an organisation. */
export type Beginning = {
  readonly registration: WebauthnRegistration;
  readonly pin: Evidence | undefined;
  readonly login?: Evidence;
  readonly representative?: Representative | undefined;
};

/**
 * The passkey registered over this intent; with it her PIN, and the address that her login verified, where the policy asks for them.
 * Refuses with `evidence_invalid` or `pin_invalid` (too weak).
 */
export async function firstFactors(sam: Sam, challenge: Challenge, beginning: Beginning): Promise<Effect> {
  const { registration, pin, login, representative } = beginning;
  const { id, data, counter } = verifyRegistration(registration, ceremonyOf(sam, challenge));
  const whose = representative === undefined ? data : { ...data, representative };
  const factor = { signer: challenge.signer, factor: id, kind: 'webauthn' as const, key: null, data: whose, counter };
  const passkey = await sealFactor(sam.module, factor, sam.clock());
  const address = login?.kind === 'oidc' ? await addressIn(sam, challenge, login) : undefined;
  const withPin = pin?.kind === 'pin-registration' ? await setPin(sam, challenge, pin) : undefined;
  return async (trx) => {
    await requireUnknownPasskey(trx, id);
    const events = await insertFactor(trx, passkey);
    if (address !== undefined) events.push(...(await insertFactor(trx, address)));
    return [...events, ...((await withPin?.(trx)) ?? [])];
  };
}

async function addressIn(sam: Sam, { signer, asked }: Challenge, login: OidcEvidence) {
  if (!(await keepsAddress(sam, asked))) return undefined;
  const address = await addressFactor(sam.module, signer, login.idToken);
  return address && sealFactor(sam.module, address, sam.clock());
}
