import {
  canonicalize,
  type Identity,
  type OrganizationIdentity,
  type PersonIdentity,
  type SealOf,
} from '../../client/index.ts';
import type { Representative, TrustedOrganization } from '../config.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { lower } from './assurance.ts';
import { trustedOrganization } from './trust.ts';

/** The identity record of an organisation: what its officers' data says, vouched for by this SAM. */
export function identityOf(sam: Sam, organization: TrustedOrganization): OrganizationIdentity {
  const { id, loa, attributes } = organization;
  return { kind: 'legal', issuer: sam.config.aud, subject: id, loa, attributes };
}

/** The same by the login of who represents it; the assurance is the lower of the two. Refuses with `policy`. */
export async function representedBy(sam: Sam, id: string, person: PersonIdentity): Promise<OrganizationIdentity> {
  const organization = await trustedOrganization(sam.db, sam.module, id);
  requireRepresentative(organization, person);
  const identity = identityOf(sam, organization);
  return { ...identity, loa: lower(identity.loa, person.loa) };
}

/** Whom officers name for the organisation now, and nobody else. Refuses with `policy`. */
export function requireRepresentative(
  { representative }: TrustedOrganization,
  person: Representative | undefined,
): void {
  const same = representative?.issuer === person?.issuer && representative?.subject === person?.subject;
  if (representative === undefined || !same) refuse('policy', 'not who represents the organization');
}

/** Who logs in for a signer: the person, or who represents the organisation, if anybody does. */
export function personOf(signer: {
  readonly identity: Identity;
  readonly organization: TrustedOrganization | undefined;
}): Representative | undefined {
  const { identity, organization } = signer;
  return identity.kind === 'legal' ? organization?.representative : identity;
}

/** An intent's word on whose seal it is about; nothing for a person. */
export function sealOf(identity: Identity): { readonly seal?: SealOf } {
  if (identity.kind !== 'legal') return {};
  const { organization, organizationIdentifier: identifier } = identity.attributes;
  return { seal: { of: identity.subject, organization, identifier } };
}

/**
 * Officers still stand for the organisation, by the name it was enrolled with (TS 119 431-1, certificate linking). Refuses with
 * `policy`. Returns what they say of it; undefined for a person.
 */
export async function standingOf(sam: Sam, identity: Identity): Promise<TrustedOrganization | undefined> {
  if (identity.kind !== 'legal') return undefined;
  const organization = await trustedOrganization(sam.db, sam.module, identity.subject);
  const same = canonicalize(organization.attributes) === canonicalize(identity.attributes);
  return same ? organization : refuse('policy', 'the organization has another name now');
}
