import type { Intent, OrganizationIdentity, PrepareEnrol } from '../../client/index.ts';
import { protocolOf, type TrustedIdp } from '../config.ts';
import type { Sam } from '../sam.ts';
import type { Policy } from '../trust/policy.ts';
import { common, named, newId } from './intent.ts';
import type { Recovery } from './recovery.ts';

export function enrolIntent(
  sam: Sam,
  epoch: number,
  request: PrepareEnrol,
  organization: OrganizationIdentity | undefined,
  provider: TrustedIdp | undefined,
  policy: Policy,
): Intent {
  const { account, idp, registered } = request;
  const pinToo = asksForPin(policy) ? '+pin-registration' : '';
  return {
    ...common(sam, epoch, request),
    ...(organization === undefined ? {} : named(organization)),
    purpose: 'enrol',
    sub: newId('sgn'),
    account,
    ...(registered === undefined ? {} : { person: registered, signer_name: registered.attributes.commonName }),
    ...(registered !== undefined
      ? { policy: 'enrol-officer', factors: [`ticket+webauthn-registration${pinToo}`] }
      : idp === undefined || provider === undefined
        ? { policy: 'enrol-client', factors: ['client'] }
        : { idp, policy: 'enrol-idp', factors: [`${protocolOf(provider)}+webauthn-registration${pinToo}`] }),
  };
}

/** A signer who is there begins anew, by the identity proof that officers asked for: everything but that is said by her record. */
export function recoveryIntent(
  sam: Sam,
  epoch: number,
  request: PrepareEnrol,
  { op, signer, identity }: Recovery,
  provider: TrustedIdp | undefined,
  policy: Policy,
): Intent {
  const { issuer, subject, loa, attributes } = identity;
  const pinToo = asksForPin(policy) ? '+pin-registration' : '';
  const way = provider === undefined ? 'ticket' : protocolOf(provider);
  return {
    ...common(sam, epoch, request),
    purpose: 'enrol',
    sub: signer,
    account: request.account,
    signer_name: attributes.commonName,
    recovery: op,
    ...(provider === undefined
      ? { person: { subject, loa, attributes }, policy: 'recover-officer' }
      : { idp: { issuer, subject }, policy: 'recover-idp' }),
    factors: [`${way}+webauthn-registration${pinToo}`],
  };
}

/** Then the first PIN is set with the first passkey: later it would be asked for to set it. */
function asksForPin(policy: Policy): boolean {
  return policy.scal2.some((way) => way.split('+').includes('pin'));
}
