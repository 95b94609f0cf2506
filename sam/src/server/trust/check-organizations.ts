import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { legalPerson, PkiError } from '@chancery/pki';
import type { OrganizationKey, TrustedOrganization } from '../config.ts';
import { refuseConfiguration as refuse } from '../start-error.ts';

/** Officers' data that could not mean what it says. Throws SamStartError naming the organisation. */
export function checkOrganizations(organizations: readonly TrustedOrganization[]): void {
  requireDistinct(organizations, ({ id }) => id, 'config.trust: two organizations have the id');
  for (const organization of organizations) {
    const { id, keys = [] } = organization;
    requireLegalPerson(organization);
    requireDistinct(keys, ({ jwk }) => jwk.kid ?? '', `config.trust: two keys of ${id} have the kid`);
    for (const key of keys) requireUsable(id, key);
  }
}

/** EN 319 412-3, 4.2.1. */
function requireLegalPerson({ id, attributes }: TrustedOrganization): void {
  try {
    legalPerson(attributes);
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    refuse(`config.trust: ${id} is no legal person: ${cause.message}`, cause);
  }
}

function requireUsable(id: string, { jwk, until }: OrganizationKey): void {
  if (!jwk.kid) refuse(`config.trust: a key of ${id} has no kid`);
  if ('d' in jwk || 'k' in jwk) refuse(`config.trust: ${jwk.kid} of ${id} is not a public key`);
  if (until !== undefined && Number.isNaN(Date.parse(until))) refuse(`config.trust: until of ${jwk.kid} is no time`);
  if (!isStrong(jwk)) refuse(`config.trust: ${jwk.kid} of ${id} is neither RSA of 2048 bits nor on P-256 or P-384`);
}

/** RSA of 2048 bits, or on P-256 or P-384. */
export function isStrong(jwk: object): boolean {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
    return modulusLength >= 2048 || namedCurve === 'prime256v1' || namedCurve === 'secp384r1';
  } catch {
    return false;
  }
}

function requireDistinct<T>(all: readonly T[], nameOf: (one: T) => string, complaint: string): void {
  const names = all.map(nameOf);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) refuse(`${complaint} ${twice}`);
}
